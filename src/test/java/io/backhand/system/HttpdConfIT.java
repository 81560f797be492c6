package io.backhand.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.TestCertificate;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of {@code httpd-conf/} as it is shipped, with its own defaults. */
@Timeout(60)
class HttpdConfIT {
    private static final Path CONFS = Path.of("httpd-conf");
    private static final String CLIENT_FACTS_BEGIN = "# httpd answers for who the client is.";
    private static final String CLIENT_FACTS_END = "</Else>\n";

    @TempDir
    private Path folder;

    static List<Path> confs() throws IOException {
        try (Stream<Path> files = Files.list(CONFS)) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("confs")
    void httpdLoadsItWithTheModulesItNames(Path conf) throws Exception {
        for (String module : Httpd.modulesOf(conf)) {
            assumeTrue(Httpd.isInstalled(module), "Apache httpd with mod_" + module + " is not installed");
        }
        TestCertificate made = TestCertificate.make(folder, "localhost", "EC");
        Map<String, String> certificate = Map.of(
                "BACKHAND_CERTIFICATE", made.certificate().toString(),
                "BACKHAND_KEY", made.key().toString());

        assertThat(Httpd.test(conf, certificate, folder)).isEqualTo("Syntax OK\n");
    }

    @ParameterizedTest
    @MethodSource("confs")
    void theReadmeSpeaksOfIt(Path conf) throws IOException {
        assertThat(Files.readString(CONFS.resolve("README.md"))).contains("\n## `" + conf.getFileName() + "`: ");
    }

    @Test
    void thoseThatSpeakHttpToTheBalancerTellItTheSameOfTheClient() throws IOException {
        List<String> told = confs().stream()
                .map(HttpdConfIT::clientFacts)
                .filter(facts -> !facts.isEmpty())
                .toList();

        assertThat(told).hasSizeGreaterThanOrEqualTo(5);
        assertThat(told.stream().distinct()).hasSize(1);
    }

    private static String clientFacts(Path conf) {
        try {
            String text = Files.readString(conf);
            int begin = text.indexOf(CLIENT_FACTS_BEGIN);
            return begin < 0 ? "" : text.substring(begin, text.indexOf(CLIENT_FACTS_END, begin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
