package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backhand.importing.syntax.ImportException;
import io.backhand.importing.syntax.RegistryReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcasterImportTest {
    @Test
    void valuesAreReadInWhateverCaseAndPlaceTheyAre() throws ImportException {
        assertThat(
                        settings(
                                """
                REGEDIT4
                [HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\CEREBRASOFT\\backhand_broadcast\\broadcastparams]
                "contactip"="10.0.0.7"
                "CONTACTPORT"=dword:00001f90
                """))
                .containsExactly("contact = http://10.0.0.7:8080");
    }

    @Test
    void whatIsWrongIsToldAndTheUsualTaken() throws ImportException {
        String text = imported(
                """
                REGEDIT4
                [HKEY_LOCAL_MACHINE\\SOFTWARE\\CerebraSoft\\Backhand_Broadcast\\BroadcastParams]
                "ContactIP"="10.0.0.7"
                "ContactPort"="http"
                "HostName"="***"
                "SendIP"="10.0.0.255"
                "SendPort"=dword:00011170
                "SendTTL"=dword:00000100
                "SendTTL"=dword:00000001
                "Colour"="red"
                [HKEY_LOCAL_MACHINE\\SOFTWARE\\Other]
                "A"="b"
                nonsense
                """);

        assertThat(settingsOf(text)).containsExactly("contact = http://10.0.0.7", "announce = 10.0.0.255:4445");
        assertThat(text.lines().filter(line -> line.matches("# a\\.reg:\\d+: .*")))
                .containsExactly(
                        "# a.reg:4: ContactPort=http: a port is a dword from 1 to ffff; 80 is taken",
                        "# a.reg:5: HostName=***: a name is 1 to 64 of A-Z a-z 0-9 . _ -; without it the agent takes the"
                                + " machine's",
                        "# a.reg:7: SendPort=dword:00011170: a port is a dword from 1 to ffff; 4445 is taken",
                        "# a.reg:8: SendTTL=dword:00000100: SendTTL is a dword from 0 to ff; 1 is taken",
                        "# a.reg:9: SendTTL=dword:00000001: it is set before, in line 8, which counts",
                        "# a.reg:10: Colour=red: not a value of the broadcaster that is known",
                        "# a.reg:13: nonsense: neither a key nor a value of a registry");
        assertThat(text).contains("1 values of other keys");
    }

    @Test
    void withoutAnAddressThereIsNoAgent() {
        assertRefused(
                "REGEDIT4\n[HKEY_X\\Other]\n\"A\"=\"b\"\n",
                "a.reg: nothing to import: no values of Backhand_Broadcast in it");
        assertRefused(
                "REGEDIT4\n[HKEY_X\\BroadcastParams]\n\"SendIP\"=\"10.0.0.255\"\n",
                "a.reg: no ContactIP in it, so where the server is reached is not known");
        assertRefused(
                "REGEDIT4\n[HKEY_X\\BroadcastParams]\n\"ContactIP\"=\"web1\"\n",
                "a.reg:3: ContactIP takes an address, not \"web1\"");
    }

    private static void assertRefused(String registry, String message) {
        assertThatExceptionOfType(ImportException.class)
                .isThrownBy(() -> imported(registry))
                .withMessage(message);
    }

    private static List<String> settings(String registry) throws ImportException {
        return settingsOf(imported(registry));
    }

    private static List<String> settingsOf(String text) {
        return text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static String imported(String registry) throws ImportException {
        return BroadcasterImport.of("a.reg", RegistryReader.read("a.reg", registry));
    }
}
