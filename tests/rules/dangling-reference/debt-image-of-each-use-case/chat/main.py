print('chat')
