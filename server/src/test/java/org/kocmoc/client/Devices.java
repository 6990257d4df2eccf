package org.kocmoc.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.AccountKey;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.DeviceKeys;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// Encrypting devices of a server's people, by the SDK.
///
/// @param server whom they talk to, if nobody stands between
record Devices(TestServer server) {
    /// Asks again for what it cannot read without the usual pause.
    static final EncryptedSession.Options EAGER =
            EncryptedSession.Options.USUAL.repairing(Duration.ofMillis(1));

    /// Number of the device that signs the first list of another account key.
    private static final int BEGINNING = 7;

    /// A person's first device.
    EncryptedSession of(Person person) {
        return of(person, new RatchetStore.Memory());
    }

    /// A device with what it has stored.
    EncryptedSession of(Person person, RatchetStore store) {
        return EncryptedSession.open(session(person), store, EAGER);
    }

    /// A first device whose server is somebody in between.
    EncryptedSession of(URI at, Person person) {
        return EncryptedSession.open(session(at, person), new RatchetStore.Memory(), EAGER);
    }

    /// Another sign-in of the same person, as another device.
    EncryptedSession another(Person person, EncryptedSession first) {
        return EncryptedSession.open(
                anotherSession(person),
                new RatchetStore.Memory(),
                EAGER.joining(first.accountSeed()));
    }

    /// The only device of a person who lost all devices and began again with another account key.
    EncryptedSession beginAnew(Person person) {
        Address address = new Address(person.id().value(), BEGINNING);
        AccountKey account = AccountKey.generate();
        DeviceKeys first =
                DeviceKeys.generate(address, Instant.now().toEpochMilli(), DeviceCert.READS_GROUPS);
        person.api()
                .post(
                        "/api/e2ee/account",
                        Map.of(
                                "start_over",
                                true,
                                "password",
                                person.password(),
                                "account_key",
                                CryptoDevice.text(account.publicKey().toArray()),
                                "device_lists",
                                List.of(
                                        CryptoDevice.text(
                                                account.firstList(
                                                                person.id().value(),
                                                                List.of(first.cert()))
                                                        .encode())),
                                "certificates",
                                List.of(
                                        CryptoDevice.text(
                                                account.certify(first.request()).encode()))))
                .expect(201);
        EncryptedSession device =
                EncryptedSession.open(
                        anotherSession(person),
                        new RatchetStore.Memory(),
                        EAGER.joining(account.seed()));
        device.remove(BEGINNING);
        return device;
    }

    /// A session that has no device yet.
    Session anotherSession(Person person) {
        return Kocmoc.at(server.address()).signIn(person.email(), person.password());
    }

    Session session(Person person) {
        return session(server.address(), person);
    }

    static Session session(URI at, Person person) {
        return Kocmoc.at(at).withToken(person.token());
    }

    /// The newest entry about the members of a group, as the server shows it: `entry` and
    /// `certificate`.
    static JsonNode newestEntry(Person member, long chat) {
        String path = "/api/e2ee/chats/" + chat + "/membership";
        return member.api().get(path).expect(200).json().path("entries").path(0);
    }

    /// What a device receives now.
    static List<Received> mail(EncryptedSession device) {
        List<Received> all = new ArrayList<>();
        device.receive(all::add);
        return all;
    }

    /// The texts among it; `?` stands for what could not be read.
    static List<String> texts(EncryptedSession device) {
        return mail(device).stream()
                .map(Received::content)
                .map(content -> content == null ? "?" : content.text())
                .toList();
    }
}
