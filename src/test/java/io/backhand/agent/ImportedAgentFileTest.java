package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.importing.Importer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a broadcaster's registry is a file that an agent takes. */
class ImportedAgentFileTest {
    private static final String REGISTRY =
            """
            [HKEY_LOCAL_MACHINE\\SOFTWARE\\CerebraSoft]

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\CerebraSoft\\Backhand_Broadcast]
            "Arriba"=dword:28213950
            "numCPU"=dword:00000002

            [HKEY_LOCAL_MACHINE\\SOFTWARE\\CerebraSoft\\Backhand_Broadcast\\BroadcastParams]
            "HostName"="Windows Server 1 BHB"
            "ContactIP"="192.168.0.121"
            "SendIP"="192.168.0.255"
            "SendPort"=dword:0000115d
            "ContactPort"=dword:00000050
            "SendTTL"=dword:00000001
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "'Windows Registry Editor Version 5.00', UTF-16LE, lines",
        "'Windows Registry Editor Version 5.00', UTF-16BE, lines",
        "REGEDIT4, windows-1252, lines",
        "REGEDIT4, UTF-8, one line",
        "'', US-ASCII, lines"
    })
    void anAgentTakesIt(String header, String charset, String form) throws Exception {
        String text = header + "\r\n\r\n" + REGISTRY.replace("\n", form.equals("lines") ? "\r\n" : " ");
        String mark = charset.startsWith("UTF") ? "\uFEFF" : "";
        Path exported = Files.write(folder.resolve("bhb.reg"), (mark + text).getBytes(Charset.forName(charset)));

        String imported = Importer.read(exported, FunctionCatalogue.builtIns());
        Path file = Files.writeString(folder.resolve("agent.conf"), imported, StandardCharsets.US_ASCII);
        AgentConfig config = AgentFile.read(file).complete();

        assertThat(config.contact()).isEqualTo(Contact.parse("http://192.168.0.121"));
        assertThat(config.name()).isEqualTo(new BackendId("Windows-Server-1-BHB"));
        assertThat(config.announce()).containsExactly(HeartbeatAddress.parse("192.168.0.255:4445,1"));
        assertThat(imported).contains(": Arriba=dword:28213950: ").contains(": numCPU=dword:00000002: ");
    }
}
