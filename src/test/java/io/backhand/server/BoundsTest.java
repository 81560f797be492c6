package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.BackendId;
import io.backhand.config.ConfigReader;
import io.backhand.proxy.BackendLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundsTest {
    @TempDir
    private Path folder;

    @Test
    void thereAreNoneWhereNothingIsSaid() throws Exception {
        assertThat(read("[upstream]\nqueue = 5\n")).isSameAs(BackendLimits.NONE);
    }

    @Test
    void thoseOfABackendGoBeforeThoseOfAll() throws Exception {
        BackendLimits limits = read(
                """
                [upstream]
                max-connections = 100
                queue = 5
                queue-timeout = "2s"
                [[backend]]
                name = "small"
                url = "http://127.0.0.1:1"
                max-connections = 3
                """);

        assertThat(most(limits, "small")).isEqualTo(3);
        assertThat(most(limits, "smaller")).isEqualTo(100);
        assertThat(most(limits, "announced")).isEqualTo(100);
        assertThat(limits.queue()).isEqualTo(5);
        assertThat(limits.patience()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void thoseOfANameAreThoseOfItsAddresses() throws Exception {
        BackendLimits limits = read(
                """
                [[backend]]
                name = "pool"
                url = "http://localhost:1"
                resolve = "30s"
                max-connections = 3
                """);

        assertThat(most(limits, "pool-127.0.0.1")).isEqualTo(3);
        assertThat(most(limits, "pools")).isEqualTo(BackendLimits.UNBOUNDED);
        assertThat(limits.queue()).isEqualTo(1000);
        assertThat(limits.patience()).isEqualTo(Duration.ofSeconds(5));
    }

    private static int most(BackendLimits limits, String name) {
        return limits.most().applyAsInt(new BackendId(name));
    }

    private BackendLimits read(String toml) throws Exception {
        Path file = Files.writeString(folder.resolve("backhand.toml"), toml);
        return Bounds.of(new ConfigReader(FunctionCatalogue.builtIns()).read(file), (client, task) -> task.run());
    }
}
