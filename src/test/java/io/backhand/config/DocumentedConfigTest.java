package io.backhand.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.routing.Route.Limits;
import io.backhand.testing.SecretFile;
import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/configuration.md} shows can be used as it stands, and it shows every key. */
class DocumentedConfigTest {
    private static final FunctionCatalogue FUNCTIONS = FunctionCatalogue.builtIns();

    @TempDir
    Path folder;

    @Test
    void theDocumentedFileIsRight() throws Exception {
        Files.createDirectory(folder.resolve("www"));
        for (String name : List.of("backends-ca", "clients-ca", "balancer", "other")) {
            TestCertificate.make(folder, name, "EC");
        }
        SecretFile.write(folder.resolve("cluster.key"), "0f".repeat(32));
        SecretFile.write(folder.resolve("admin.token"), "0f".repeat(32));
        Path file =
                Files.writeString(folder.resolve("backhand.toml"), block("toml").replace("\"/srv/www\"", "\"www\""));

        BalancerConfig config = new ConfigReader(FUNCTIONS).read(file);

        assertThat(config.routes()).hasSize(1);
        assertThat(config.listeners()).hasSize(3);
    }

    @Test
    void everyTableAndKeyIsDocumented() throws IOException {
        String toml = block("toml");
        List<String> keys = new ArrayList<>();
        keys.addAll(HeartbeatsTable.KEYS);
        keys.addAll(ListenTable.KEYS);
        keys.addAll(SelfTable.KEYS);
        keys.addAll(RouteTable.KEYS);
        keys.addAll(BackendTable.KEYS);
        keys.addAll(ConfigReader.STATUS_KEYS);
        keys.addAll(ConfigReader.ADMIN_KEYS);
        keys.addAll(UpstreamTable.KEYS);
        keys.addAll(AccessLogTable.KEYS);

        assertThat(keys).allSatisfy(key -> assertThat(toml).containsPattern("(?m)^(# )?" + key + " = "));
        assertThat(Tables.SINGLE).allSatisfy(table -> assertThat(toml).contains("\n[" + table + "]\n"));
        assertThat(Tables.REPEATED).allSatisfy(table -> assertThat(toml).contains("\n[[" + table + "]]\n"));
    }

    @Test
    void theDocumentedWebXmlIsRight() throws Exception {
        Path webXml = Files.writeString(folder.resolve("web.xml"), block("xml"));

        WebXml read = WebXml.read(webXml);

        assertThat(read.sharedConfig()).contains("WEB-INF/backhand.toml");
        assertThat(new MountReader(FUNCTIONS, folder, Limits.DEFAULT)
                        .read(read.servlets(), read)
                        .get("app"))
                .singleElement()
                .satisfies(route -> assertThat(route.chain().steps()).hasSize(4));
    }

    private static String block(String language) throws IOException {
        String text = Files.readString(Path.of("docs/configuration.md"));
        Matcher block = Pattern.compile("(?s)```" + language + "(\n.*?)```").matcher(text);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
