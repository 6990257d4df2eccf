package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.live.Live;
import org.kocmoc.client.live.State;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.rest.Session;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

class EchoBotTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void theBotOfTheDocumentsAnswers() throws Exception {
        Person bot = server.people().called("Echo");
        URI address = server.address();
        Thread running =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        EchoBot.main(
                                                new String[] {
                                                    address.toString(), bot.email(), bot.password()
                                                }));
        Session ada = Kocmoc.at(address).withToken(server.people().ada().token());
        try (Live live = Live.open(ada)) {
            assertThat(live.awaitCaughtUp(PATIENCE)).isTrue();
            long chat = ada.chats().pair(bot.id().value()).id();
            // The bot hears of the chat by an event, wherever it stands in its start.
            assertThat(live.await(state -> state.chat(chat).isPresent(), PATIENCE)).isTrue();
            assertThat(answered(live, chat)).isTrue();
        } finally {
            running.interrupt();
        }
    }

    /// Greets until the bot, which may still be connecting, answers.
    private static boolean answered(Live live, long chat) {
        for (int i = 0; i < 30; i++) {
            String words = "hello " + i;
            live.send(chat, Draft.text(words));
            if (live.await(state -> says(state, chat, words), Duration.ofSeconds(1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(State state, long chat, String words) {
        return state.requireChat(chat).window().messages().stream()
                .anyMatch(message -> words.equals(message.text()) && message.replyTo() != null);
    }

    @Test
    void theDocumentShowsTheProgramAsItIs() throws IOException {
        String program = Files.readString(Path.of("src/test/java/org/kocmoc/client/EchoBot.java"));

        assertThat(Files.readString(Path.of("../docs/bot.md"))).contains(program);
    }
}
