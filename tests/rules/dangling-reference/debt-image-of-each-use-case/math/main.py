print('math')
