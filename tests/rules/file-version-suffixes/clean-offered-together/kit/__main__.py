from kit.finetune import adapter, adapter_v2

COMMANDS = {'adapter': adapter.setup, 'adapter_v2': adapter_v2.setup}

if __name__ == '__main__':
    import sys

    print(COMMANDS[sys.argv[1]](['ab', 'c']))
