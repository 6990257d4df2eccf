package org.kocmoc.client.chaos;

import java.util.ArrayList;
import java.util.List;
import org.kocmoc.testkit.Person;

/// Somebody with devices. One thread.
final class Human {
    private final Person person;
    private final List<Phone> phones = new ArrayList<>();

    Human(Person person) {
        this.person = person;
    }

    Person person() {
        return person;
    }

    /// Those that are on the account at present.
    List<Phone> phones() {
        return phones;
    }

    long id() {
        return person.id().value();
    }

    @Override
    public String toString() {
        return person.name();
    }
}
