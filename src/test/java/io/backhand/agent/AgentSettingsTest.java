package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.heartbeat.HeartbeatAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {
    private static final Path HERE = Path.of("");

    private final AgentSettings settings = new AgentSettings();

    @Test
    void aContactIsEnough() throws Exception {
        settings.set("contact", "http://127.0.0.1:9001", HERE);
        AgentConfig config = settings.complete();

        assertThat(config.contact().url()).isEqualTo("http://127.0.0.1:9001");
        assertThat(config.name().name()).endsWith("-9001");
        assertThat(config.announce()).containsExactly(HeartbeatAddress.parse("239.255.66.72:4445"));
        assertThat(config.check()).isEmpty();
        assertThat(config.keys()).isEmpty();
        assertThat(config.arriba()).isEmpty();
        assertThat(config.intentFile()).isEmpty();
        assertThat(config.maxRequests()).isEmpty();
    }

    @Test
    void takesEverySetting() throws Exception {
        settings.set("contact", "https://web1.example.org", HERE);
        settings.set("name", "web1", HERE);
        settings.set("announce", "127.0.0.1:4445", HERE);
        settings.set("announce", "[ff15::6648]:4445,2@eth0", HERE);
        settings.set("check", "/health?deep=1", HERE);
        settings.set("arriba", "90000", HERE);
        settings.set("intent-file", "intent", Path.of("/run/backhand"));
        settings.set("max-requests", "200", HERE);
        AgentConfig config = settings.complete();

        assertThat(config.name().name()).isEqualTo("web1");
        assertThat(config.announce())
                .containsExactly(
                        HeartbeatAddress.parse("127.0.0.1:4445"), HeartbeatAddress.parse("[ff15::6648]:4445,2@eth0"));
        assertThat(config.check()).hasValue("/health?deep=1");
        assertThat(config.arriba()).hasValue(90_000);
        assertThat(config.intentFile()).contains(Path.of("/run/backhand/intent"));
        assertThat(config.maxRequests()).hasValue(200);
    }

    @ParameterizedTest
    @CsvSource({
        "contact,      web1,            SCHEME://HOST[:PORT]",
        "contact,      http://web1/app, SCHEME://HOST[:PORT]",
        "name,         büro,            1 to 64",
        "announce,     4445,            ADDR:PORT",
        "check,        health,          a path such as /health",
        "check,        '/a b',          a path such as /health",
        "check,        /a#b,            a path such as /health",
        "arriba,       0,               whole number from 1",
        "arriba,       fast,            whole number from 1",
        "max-requests, -1,              whole number from 1",
        "intervall,    2s,              unknown setting"
    })
    void saysWhatWasWantedAndWhatCame(String key, String value, String wanted) {
        assertThatThrownBy(() -> settings.set(key, value, HERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(wanted)
                .hasMessageContaining(key.equals("intervall") ? key : "\"" + value + "\"");
    }

    @Test
    void aCheckCanNotSmuggleALineIntoItsRequest() {
        assertThatThrownBy(() -> settings.set("check", "/a\r\nX: y", HERE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyAnnounceMayComeTwice() {
        settings.set("name", "a", HERE);

        assertThatThrownBy(() -> settings.set("name", "b", HERE)).hasMessage("name is set twice");
    }

    @Test
    void destinationsAreBounded() {
        for (int i = 0; i < AgentConfig.MAX_DESTINATIONS; i++) {
            settings.set("announce", "127.0.0.1:" + (4445 + i), HERE);
        }

        assertThatThrownBy(() -> settings.set("announce", "127.0.0.1:4444", HERE))
                .hasMessageContaining("up to 16");
    }

    @Test
    void whatIsSetWinsOverWhatOthersSay() throws Exception {
        settings.set("name", "mine", HERE);
        settings.set("announce", "127.0.0.1:1", HERE);
        settings.set("intent-file", "mine", HERE);
        AgentSettings others = new AgentSettings();
        others.intentFileUnlessSet(Path.of("theirs"));
        others.set("contact", "http://127.0.0.1", HERE);
        others.set("name", "theirs", HERE);
        others.set("announce", "127.0.0.1:2", HERE);
        settings.fillFrom(others);
        AgentConfig config = settings.complete();

        assertThat(config.name().name()).isEqualTo("mine");
        assertThat(config.announce()).containsExactly(HeartbeatAddress.parse("127.0.0.1:1"));
        assertThat(config.contact().url()).isEqualTo("http://127.0.0.1");
        assertThat(config.intentFile()).contains(Path.of("mine"));
    }

    @Test
    void everythingThatIsMissingIsSaidAtOnce() {
        settings.set("key-file", "no-such.key", HERE);

        assertThatThrownBy(settings::complete)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no contact is set")
                .hasMessageContaining("no-such.key");
    }
}
