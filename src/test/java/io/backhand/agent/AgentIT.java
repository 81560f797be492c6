package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Intent;
import io.backhand.heartbeat.Announcement;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.testing.HeartbeatEar;
import io.backhand.testing.RawServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AgentIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final HeartbeatEar ear;
    private Optional<RawServer> server = Optional.empty();

    AgentIT() throws Exception {
        ear = new HeartbeatEar();
    }

    @AfterEach
    void stop() {
        server.ifPresent(RawServer::close);
        ear.close();
    }

    @Test
    void theFirstHeartbeatAlreadyTellsTheTruth() throws Exception {
        RawServer up = startServer();
        try (Agent agent = start(up.url(), Optional.empty(), CheckLoop.Until.STOPPED)) {
            assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.UP);
            assertThat(agent.intent()).isEqualTo(Intent.UP);
        }
    }

    @Test
    void beatsEachSecondWithoutDrift() throws Exception {
        try (Agent agent = start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED)) {
            ear.await(heard -> heard.heartbeat().intent() == agent.intent(), SOON);
            Announcement first = ear.next(SOON);
            Announcement fourth = ear.await(heard -> heard.sequence() == first.sequence() + 3, SOON);

            assertThat(fourth.sentAtMillis() - first.sentAtMillis()).isBetween(2_500L, 3_500L);
            assertThat(fourth.bootMillis()).isEqualTo(first.bootMillis());
        }
    }

    @Test
    void aServerThatDiesIsSickAndOneThatComesBackIsUp() throws Exception {
        RawServer up = startServer();
        int port = up.port();
        try (Agent agent = start(up.url(), Optional.empty(), CheckLoop.Until.STOPPED)) {
            ear.await(intent(Intent.UP), SOON);
            up.close();
            ear.await(intent(Intent.SICK), Duration.ofSeconds(4));
            assertThat(agent.intent()).isEqualTo(Intent.SICK);

            server = Optional.of(new RawServer(port, ServerSocketFactory.getDefault(), client -> {}));
            ear.await(intent(Intent.UP), Duration.ofSeconds(3));
        }
    }

    @Test
    void aServerThatHangsDelaysNoHeartbeat() throws Exception {
        RawServer hanging = new RawServer(client -> client.getInputStream().readAllBytes());
        server = Optional.of(hanging);
        String path = "/hangs" + "x".repeat(100);
        try (Agent agent = start(hanging.url(), Optional.of(path), CheckLoop.Until.STOPPED)) {
            Announcement before = ear.await(intent(Intent.SICK), SOON);
            for (int i = 0; i < 4; i++) {
                Announcement next = ear.next(SOON);
                assertThat(next.sentAtMillis() - before.sentAtMillis()).isLessThan(1_500);
                before = next;
            }
            assertThat(agent.intent()).isEqualTo(Intent.SICK);
        }
    }

    @Test
    void aChangeOfIntentGoesOutAtOnce() throws Exception {
        try (Agent agent = start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED)) {
            ear.await(intent(Intent.UP), SOON);
            Announcement before = ear.next(SOON);
            agent.intent(Intent.DRAINING);
            Announcement changed = ear.next(SOON);

            assertThat(changed.heartbeat().intent()).isEqualTo(Intent.DRAINING);
            assertThat(changed.sentAtMillis() - before.sentAtMillis()).isLessThan(500);
        }
    }

    @Test
    void aFileOnTheMachineDrainsItAndTakesThatBack(@TempDir Path folder) throws Exception {
        IntentFile file = new IntentFile(folder.resolve("intent"));
        try (Agent agent =
                start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED, Optional.of(file.path()))) {
            assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.UP);
            file.write(Wish.DRAINING);
            ear.await(intent(Intent.DRAINING), SOON);
            agent.intent(Intent.UP);
            assertThat(agent.intent()).isEqualTo(Intent.DRAINING);

            file.write(Wish.UP);
            ear.await(intent(Intent.UP), SOON);
            agent.intent(Intent.DRAINING);
            assertThat(agent.intent()).isEqualTo(Intent.DRAINING);
        }
    }

    @Test
    void whatIsDrainedByItsFileIsNeverAnnouncedAsUp(@TempDir Path folder) throws Exception {
        IntentFile file = new IntentFile(folder.resolve("intent"));
        file.write(Wish.DRAINING);
        try (Agent agent =
                start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED, Optional.of(file.path()))) {
            assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.DRAINING);
            assertThat(agent.intent()).isEqualTo(Intent.DRAINING);
        }
    }

    @Test
    void drainsOneContextByItsApplicationAndAnotherByItsFile(@TempDir Path folder) throws Exception {
        IntentFile file = new IntentFile(folder.resolve("intent"));
        file.write(Wish.UP.with("/shop", Intent.DRAINING));
        try (Agent agent =
                start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED, Optional.of(file.path()))) {
            ear.await(drains("/shop"), SOON);
            agent.intent(Intent.DRAINING, "/app");
            ear.await(drains("/app,/shop"), SOON);
            assertThat(agent.intent()).isEqualTo(Intent.UP);
            assertThat(agent.drainingContexts()).containsExactly("/app", "/shop");

            file.write(Wish.UP);
            ear.await(drains("/app"), SOON);
            agent.intent(Intent.UP, "/app");
            ear.await(drains(""), SOON);
            assertThatThrownBy(() -> agent.intent(Intent.DRAINING, "")).hasMessageContaining("such as /app");
            assertThatThrownBy(() -> agent.intent(Intent.SICK, "/app")).hasMessageContaining("UP or DRAINING");
        }
    }

    @Test
    void moreContextsThanAHeartbeatHoldsAreRefusedAndItGoesOnAnnouncing() throws Exception {
        try (Agent agent = start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED)) {
            String path = "/a".repeat(100);
            agent.intent(Intent.DRAINING, path);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 5; i++) {
                            agent.intent(Intent.DRAINING, path + i);
                        }
                    })
                    .hasMessageContaining("drain fewer contexts");
            ear.await(heard -> heard.heartbeat().draining().paths().size() > 1, SOON);
        }
    }

    private static Predicate<Announcement> drains(String contexts) {
        return heard -> heard.heartbeat().draining().text().equals(contexts);
    }

    @Test
    void nobodyCanWantToBeSick() throws Exception {
        try (Agent agent = start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED)) {
            assertThatThrownBy(() -> agent.intent(Intent.SICK)).hasMessageContaining("UP or DRAINING");
        }
    }

    @Test
    void saysGoodbyeThreeTimesAndThenNothing() throws Exception {
        Agent agent = start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED);
        ear.await(intent(Intent.UP), SOON);
        agent.close();

        long goodbyes = ear.await(intent(Intent.LEAVING), SOON).sequence();
        assertThat(ear.next(SOON).sequence()).isEqualTo(goodbyes + 1);
        assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.LEAVING);
        assertThatThrownBy(() -> ear.next(Duration.ofMillis(1_500)))
                .isInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        Path file = Path.of("target", "no-such-intent");
        Agent agent = start(startServer().url(), Optional.empty(), CheckLoop.Until.STOPPED, Optional.of(file));
        ear.await(intent(Intent.UP), SOON);
        agent.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("backhand-agent"));
    }

    @Test
    void insideAServerItWaitsUntilThatListensAndThenChecksNoMore() throws Exception {
        RawServer reserved = startServer();
        int port = reserved.port();
        reserved.close();
        try (Agent agent = start("http://127.0.0.1:" + port, Optional.empty(), CheckLoop.Until.ANSWERED)) {
            assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.SICK);
            RawServer started = new RawServer(port, ServerSocketFactory.getDefault(), client -> {});
            server = Optional.of(started);
            ear.await(intent(Intent.UP), Duration.ofSeconds(2));
            started.close();
            for (int i = 0; i < 3; i++) {
                assertThat(ear.next(SOON).heartbeat().intent()).isEqualTo(Intent.UP);
            }
            assertThat(agent.intent()).isEqualTo(Intent.UP);
        }
    }

    @Test
    void aHeartbeatThatWouldBeTooLongIsSaidAndNothingStarts() {
        String host = "h".repeat(60) + ("." + "h".repeat(60)).repeat(14);

        assertThatThrownBy(() -> start("http://" + host, Optional.empty(), CheckLoop.Until.STOPPED))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("1000");
    }

    private RawServer startServer() throws Exception {
        RawServer started = new RawServer(client -> {});
        server = Optional.of(started);
        return started;
    }

    private Agent start(String url, Optional<String> check, CheckLoop.Until until) throws ConfigException {
        return start(url, check, until, Optional.empty());
    }

    private Agent start(String url, Optional<String> check, CheckLoop.Until until, Optional<Path> intentFile)
            throws ConfigException {
        AgentConfig config = new AgentConfig(
                Contact.parse(url),
                new BackendId("web1"),
                List.of(HeartbeatAddress.parse(ear.address())),
                check,
                Optional.empty(),
                OptionalLong.of(90_000),
                intentFile,
                OptionalInt.empty(),
                Optional.empty());
        return Agent.start(config, until, new RequestGauge());
    }

    private static Predicate<Announcement> intent(Intent wanted) {
        return heard -> heard.heartbeat().intent() == wanted;
    }
}
