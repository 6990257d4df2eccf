package org.kocmoc.bus;

import org.junit.jupiter.api.AfterEach;

class LocalBusTest extends BusContract {
    private final LocalBus bus = new LocalBus();

    @AfterEach
    void close() {
        bus.close();
    }

    @Override
    Bus here() {
        return bus;
    }

    @Override
    Bus there() {
        return bus;
    }
}
