int run();
