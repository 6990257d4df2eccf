package org.kocmoc.access;

import java.util.Random;

/// Things of two worlds for one caller: each is of the one or the other, by chance.
final class Mixed extends World {
    private final World other;
    private final Random random;

    Mixed(World one, World other, Random random) {
        super(one);
        this.other = other;
        this.random = random;
    }

    private boolean mine() {
        return random.nextInt(3) == 0;
    }

    @Override
    long chat() {
        return mine() ? other.chat() : super.chat();
    }

    @Override
    long message() {
        return mine() ? other.message() : super.message();
    }

    @Override
    long owner() {
        return mine() ? other.owner() : super.owner();
    }
}
