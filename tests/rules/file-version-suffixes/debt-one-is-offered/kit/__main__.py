from kit.finetune import adapter_v2

if __name__ == '__main__':
    print(adapter_v2.setup(['ab', 'c']))
