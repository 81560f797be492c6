package io.backhand.importing.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryReaderTest {
    @Test
    void readsWhatRegeditExports() {
        RegistryReader.Content content = RegistryReader.read(
                "a.reg",
                """
                Windows Registry Editor Version 5.00\r
                \r
                ; a comment\r
                [HKEY_LOCAL_MACHINE\\SOFTWARE\\CerebraSoft\\Backhand_Broadcast]\r
                "Arriba"=dword:0000ff01\r
                "Text"="a \\"quoted\\" C:\\\\path"\r
                @="default"\r
                "Bytes"=hex(7):61,00,\\\r
                  62,00\r
                [-HKEY_LOCAL_MACHINE\\SOFTWARE\\Gone]\r
                "After"=dword:00000001\r
                """);

        assertThat(content.remarks()).isEmpty();
        assertThat(content.entries())
                .extracting(entry -> entry.place().line() + " " + entry.lastOfKey() + " " + entry.shown())
                .containsExactly(
                        "5 Backhand_Broadcast Arriba=dword:0000ff01",
                        "6 Backhand_Broadcast Text=a \"quoted\" C:\\path",
                        "7 Backhand_Broadcast =default",
                        "8 Backhand_Broadcast Bytes=hex(7):61,00,\\\n  62,00",
                        "11 Gone After=dword:00000001");
        assertThat(content.entries().get(0).number()).hasValue(0xff01);
    }

    @Test
    void readsWhatLostItsLinesOnAWebPage() {
        RegistryReader.Content content = RegistryReader.read(
                "a.reg", "HKEY_LOCAL_MACHINE\\SOFTWARE\\A] [HKEY_LOCAL_MACHINE\\B] \"x\"=dword:10 \"y\"=\"z\"");

        assertThat(content.entries())
                .extracting(entry -> entry.key() + " " + entry.shown())
                .containsExactly("HKEY_LOCAL_MACHINE\\B x=dword:10", "HKEY_LOCAL_MACHINE\\B y=z");
    }

    @Test
    void whatIsNoPartOfARegistryIsTold() {
        RegistryReader.Content content =
                RegistryReader.read("a.reg", "REGEDIT4\n[HKEY_X]\nwhat = this\n\"a\"=\n\"b\"=dword:xyz\n\"c\n");

        assertThat(content.remarks()).extracting(Remark::what).containsExactly("what = this", "\"c");
        assertThat(content.entries()).extracting(RegistryEntry::shown).containsExactly("a=", "b=dword:xyz");
    }

    @Test
    void aLongTextOfBackslashesTakesNoStack() {
        String text = "[HKEY_X]\n\"a\"=\"" + "\\\\".repeat(200_000) + "\"\n\"b\"=dword:1\n";

        assertThat(RegistryReader.read("a.reg", text).entries())
                .extracting(RegistryEntry::name)
                .contains("b");
    }

    @Test
    void anExportIsToldFromAConfiguration() {
        assertThat(List.of(
                        "\nREGEDIT4\n",
                        "windows registry editor version 5.00",
                        "[HKEY_LOCAL_MACHINE\\X]",
                        "HKEY_A\\B]"))
                .allMatch(RegistryReader::isExport);
        assertThat(List.of("", "Listen 80", "# REGEDIT4", "[heartbeats]")).noneMatch(RegistryReader::isExport);
    }
}
