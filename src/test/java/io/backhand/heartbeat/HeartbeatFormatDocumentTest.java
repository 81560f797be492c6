package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Intent;
import io.backhand.testing.FakeAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/heartbeat-format.md} says what the code does. */
class HeartbeatFormatDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("```\\n([^`]+)\\n```");

    @Test
    void itsExampleIsWhatAnAgentSendsAndItsSignatureIsRight() throws Exception {
        List<String> blocks =
                BLOCK.matcher(document()).results().map(block -> block.group(1)).toList();
        String text = blocks.get(0);
        String key = blocks.get(1);
        String mac = blocks.get(2);

        byte[] sent = new FakeAgent("alpha", "http://10.0.0.7:8080").beat(Intent.UP, Optional.of(TestKeys.of(key)));

        assertThat(new String(sent, StandardCharsets.US_ASCII)).isEqualTo(text + mac);
    }

    @Test
    void itNamesEveryReasonInTheOrderOfTheChecks() throws Exception {
        List<String> labels =
                Arrays.stream(Refusal.values()).map(Refusal::label).toList();

        String refusals = document().substring(document().indexOf("## What the balancer refuses"));

        assertThat(Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(refusals).results())
                .extracting(row -> row.group(1))
                .isEqualTo(labels);
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/heartbeat-format.md"));
    }
}
