package io.backhand.importing.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpdReaderTest {
    @TempDir
    Path folder;

    @Test
    void commentsAndBlankLinesAreNone() {
        HttpdFile file = read("# Listen 1\n\n  \t\n   # Listen 2 \\\nListen 3\nListen 4\n");

        assertThat(file.directives()).extracting(Directive::text).containsExactly("4");
    }

    @Test
    void variablesCanBlowAFileUpOnlySoFar() {
        HttpdFile file = read("Define X " + "x".repeat(30_000) + "\n" + "Foo ${X}\n".repeat(2_000));

        assertThat(file.directives()).hasSizeBetween(500, 600);
        assertThat(file.remarks()).hasSize(1);
    }

    @Test
    void aLineGoesOnAfterABackslashAndIsCalledByItsFirst() {
        HttpdFile file = read("Listen 1\nProxyPass /app \\\r\n  http://h \\\r\n  retry=0\nListen 2\n");

        assertThat(file.directives())
                .extracting(directive -> directive.place().line())
                .containsExactly(1, 2, 5);
        assertThat(file.directives().get(1).words()).containsExactly("/app", "http://h", "retry=0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b\tc | a;b;c",
                "\"a b\" 'c d' | a b;c d",
                "\"a\\\"b\" | a\"b",
                "'a\\'b' | a'b",
                "a\\\\b | a\\b",
                "\"a\\b\" | a\\b",
                "a\"b\" | a\"b\"",
                "\"never ends | never ends",
                "\"\" x | ;x",
                "end\\ | end\\ "
            })
    void wordsAreTakenApartAsHttpdDoes(String line, String words) {
        assertThat(String.join(";", Words.of(line)).strip()).isEqualTo(words.strip());
    }

    @Test
    void sectionsHoldWhatStandsInThem() {
        HttpdFile file =
                read("<VirtualHost *:80>\n<location \"/a b\">\nBackhand byAge\n</Location>\n</virtualhost>\nListen 1");

        assertThat(file.remarks()).isEmpty();
        assertThat(file.directives()).extracting(Directive::shown).containsExactly("<VirtualHost *:80>", "Listen 1");
        Directive location = file.directives().get(0).inside().get(0);
        assertThat(location.word(0)).isEqualTo("/a b");
        assertThat(location.inside()).extracting(Directive::shown).containsExactly("Backhand byAge");
    }

    @Test
    void sectionsWithoutAnEndOrABeginningAreToldAndReadAllTheSame() {
        HttpdFile file =
                read("</Proxy>\n<VirtualHost *>\n<Location /a>\nBackhand byAge\n</VirtualHost>\n<Location /b\nx\n");

        assertThat(file.remarks())
                .extracting(remark -> remark.place().line() + " " + remark.why())
                .containsExactly(
                        "1 there is no such section to end",
                        "3 its end is missing",
                        "6 a section's first line ends with >; it is read as if it did",
                        "6 its end is missing");
        assertThat(file.directives()).extracting(Directive::shown).containsExactly("<VirtualHost *>", "<Location /b>");
        assertThat(file.directives().get(0).inside())
                .extracting(Directive::shown)
                .containsExactly("<Location /a>");
    }

    @Test
    void variablesThatTheFileDefinesAreKnown() {
        HttpdFile file = read("Define host app1\nProxyPass / http://${host}:${port}/\nUnDefine host\nX ${host}${\n");

        assertThat(file.directives())
                .extracting(Directive::text)
                .containsExactly("host app1", "/ http://app1:${port}/", "host", "${host}${");
    }

    @Test
    void aDefaultCountsWhereNothingElseWasDefined() {
        HttpdFile file = read(
                """
                Define a set
                <IfDefine !a>
                Define a default
                </IfDefine>
                <IfDefine !b>
                Define b default
                </IfDefine>
                <IfModule !x>
                Define b other
                </IfModule>
                X ${a} ${b}
                """);

        assertThat(file.directives())
                .extracting(Directive::shown)
                .containsExactly("Define a set", "<IfDefine !a>", "Define b default", "<IfModule !x>", "X set default");
    }

    @Test
    void filesAreIncludedFromServerRootAndFromTheFilesFolder() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("a.conf"), "A 1\n");
        Path sites = Files.createDirectories(folder.resolve("sites/inner"));
        Files.writeString(sites.resolve("2.conf"), "B 2\n");
        Files.writeString(folder.resolve("sites/1.conf"), "B 1\n");

        HttpdFile file = read("ServerRoot \"" + root + "\"\nInclude a.conf\nIncludeOptional sites\nInclude */1.con?\n");

        assertThat(file.remarks()).isEmpty();
        assertThat(file.directives())
                .extracting(Directive::shown)
                .containsExactly("ServerRoot \"" + root + "\"", "A 1", "B 1", "B 2", "B 1");
        assertThat(file.directives().get(2).place()).hasToString(folder.resolve("sites/1.conf") + ":1");
    }

    @Test
    void anIncludeBelongsToTheSectionItStandsIn() throws IOException {
        Files.writeString(folder.resolve("in.conf"), "Backhand byAge\n");

        HttpdFile file = read("<Location /a>\nInclude in.conf\n</Location>\n");

        assertThat(file.directives().get(0).inside())
                .extracting(Directive::name)
                .containsExactly("Backhand");
    }

    @Test
    void whatCannotBeIncludedIsTold() throws IOException {
        Files.write(folder.resolve("binary"), new byte[] {1, 0, 2});

        HttpdFile file = read("Include missing.conf\nInclude binary\nInclude a[\n");

        assertThat(file.remarks())
                .extracting(Remark::why)
                .containsExactly(
                        "no such file here; import it too, or beside this one",
                        folder.resolve("binary") + ": not a text: it has zero bytes",
                        "no such file here; import it too, or beside this one");
    }

    @Test
    void aFileThatIncludesItselfComesToAnEnd() throws IOException {
        String text = "Listen 1\nInclude httpd.conf\nInclude httpd.conf\n";
        Files.writeString(folder.resolve("httpd.conf"), text);

        HttpdFile file = read(text);

        assertThat(file.directives()).hasSizeBetween(1000, 2100);
        assertThat(file.remarks()).isNotEmpty();
    }

    @Test
    void variablesThatGrowComeToAnEnd() {
        StringBuilder text = new StringBuilder("Define a " + "x".repeat(1000) + "\n");
        for (int i = 0; i < 40; i++) {
            text.append("Define a ${a}${a}\n");
        }

        List<Directive> directives = read(text.toString()).directives();

        assertThat(directives)
                .hasSize(41)
                .allMatch(directive -> directive.text().length() < 200_000);
    }

    private HttpdFile read(String text) {
        return HttpdReader.read(folder.resolve("httpd.conf"), text);
    }
}
