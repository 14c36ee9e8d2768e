print('no notebook here')
