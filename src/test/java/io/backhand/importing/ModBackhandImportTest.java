package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.importing.syntax.HttpdReader;
import io.backhand.importing.syntax.ImportException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModBackhandImportTest {
    @Test
    void aWholeConfigurationAsItWasPublished() {
        Imported imported = Imported.of(
                """
                ClearModuleList
                AddModule mod_backhand.c
                DocumentRoot "/usr/local/apache/htdocs"
                User nobody
                <IfModule mod_backhand.c>
                  UnixSocketDir /var/backhand
                  MulticastStats 225.220.221.20:4445,1
                  AcceptStats 10.0.0.0/24
                  <Location /backhand/>
                    SetHandler backhand-handler
                  </Location>
                  <Directory "/usr/local/apache/htdocs/cgi-bin">
                    BackhandbyAge 6
                    BackhandFromSO libexec/byHostname.so byHostname (sun|alpha)
                    BackHand byRandom
                    Backhand bylogwindow
                    Backhand byLoad 0.5
                  </Directory>
                </IfModule>
                """);

        assertThat(imported.chains())
                .containsExactly("/cgi-bin byAge 6s, byHostname (sun|alpha), byRandom, byLogWindow, byLoad 0.5");
        assertThat(imported.config().heartbeats().listen())
                .hasValue(List.of(HeartbeatAddress.parse("225.220.221.20:4445")));
        assertThat(imported.config().heartbeats().accept()).hasValue(List.of(Network.parse("10.0.0.0/24")));
        assertThat(imported.text())
                .contains("announce = 225.220.221.20:4445,1")
                .contains("# Lines carried over: 7; not carried over: 0.\n")
                .contains(
                        "4 other directives of httpd have nothing to do with balancing, and are left out: ClearModuleList,"
                                + " DocumentRoot,\n# IfModule, User.\n");
        assertThat(imported.said(6)).containsExactly("UnixSocketDir /var/backhand: the balancer is one process");
        assertThat(imported.said(10))
                .containsExactly("SetHandler backhand-handler: the status is at /backhand/ by itself");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "byAge | byAge",
                "byAge 2 | byAge 2s",
                "byage 1.5s | byAge 1.5s",
                "byLoad | byLoad",
                "byCPU | byCPU",
                "byCpu now | byCPU",
                "byBusyChildren | byBusyChildren",
                "byCost | byCost",
                "bySession | bySession",
                "bySession PHPSESSID= | bySession PHPSESSID=",
                "addSelf | addSelf",
                "removeSelf | removeSelf",
                "addPrediction | addPrediction",
                "HTTPRedirectToIP | HTTPRedirectToIP",
                "HTTPRedirectToName %h | HTTPRedirectToName",
                "backhand_off | off",
                "off | off",
                "byHostname ^web | byHostname ^web"
            })
    void everyFunctionOfTheOriginalIsKnown(String written, String step) {
        assertThat(Imported.of("<Location /a>\nBackhand " + written + "\n</Location>\n")
                        .chains())
                .containsExactly("/a " + step);
    }

    @Test
    void whatAFunctionCannotTakeIsToldAndTheOthersStay() {
        Imported imported = Imported.of(
                """
                <Location /a>
                Backhand byAge soon
                Backhand byRandom
                Backhand byLoad -1
                BackhandFromSO libexec/byPerl.so byPerl My::choice
                Backhand
                Backhand byHostname a b
                Backhand byCost 7
                BackhandWhatever On
                </Location>
                """);

        assertThat(imported.chains()).containsExactly("/a byRandom, byCost");
        assertThat(imported.said(2)).singleElement().asString().contains("byAge takes a duration such as 6s");
        assertThat(imported.said(4)).singleElement().asString().contains("byLoad takes a number");
        assertThat(imported.said(5)).singleElement().asString().contains("one of your own is a Java class");
        assertThat(imported.said(6)).singleElement().asString().contains("it names no function");
        assertThat(imported.said(7)).singleElement().asString().contains("byHostname takes one argument");
        assertThat(imported.said(8)).containsExactly("byCost 7: byCost takes no argument here, and stands without");
        assertThat(imported.said(9))
                .singleElement()
                .asString()
                .contains("not a directive of mod_backhand that is known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Location /app/ | /app",
                "Location ~ ^/app/(.*) | /app",
                "LocationMatch ^/app | /app",
                "LocationMatch \"^/a\\.b(/.*)?$\" | /a.b",
                "Directory /www/x | /x",
                "Directory \"/www/\" | /",
                "Directory / | /",
                "Directory /srv/img/big | /pictures/big"
            })
    void aSectionBecomesTheRouteOfItsPath(String section, String path) {
        Imported imported = Imported.of("DocumentRoot /www\nAlias /pictures/ /srv/img/\n<" + section
                + ">\nBackhand byRandom\n</Location>\n</Directory>\n</LocationMatch>\n");

        assertThat(imported.chains()).containsExactly(path + " byRandom");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LocationMatch \\.php$ | by the beginning of a path",
                "LocationMatch ^/app$ | by the beginning of a path",
                "Directory /other | neither DocumentRoot nor an Alias",
                "Directory /www/* | not by a pattern of folders",
                "Directory ~ ^/www | not by a pattern of folders",
                "Files x.cgi | routes go by path alone",
                "Location /backhand | the balancer's own status",
                "Location /a%20b | written decoded",
                "Location ${where} | variable"
            })
    void aSectionThatNoRouteCoversIsTold(String section, String why) {
        Imported imported = Imported.of("DocumentRoot /www\n<" + section + ">\nBackhand byRandom\n");

        assertThat(imported.chains()).isEmpty();
        assertThat(imported.said(3)).singleElement().asString().contains(why);
    }

    @Test
    void onePathHasOneRouteAndTheOthersAreTold() {
        Imported imported = Imported.of(
                """
                Backhand byRandom
                <VirtualHost a>
                ServerName a.example
                <Location /x>
                Backhand byCPU
                </Location>
                </VirtualHost>
                <VirtualHost b>
                <Location /x>
                Backhand byLoad
                </Location>
                Backhand byCost
                </VirtualHost>
                """);

        assertThat(imported.chains()).containsExactly("/ byRandom", "/x byCPU");
        assertThat(imported.said(2)).singleElement().asString().contains("routes go by path alone");
        assertThat(imported.said(3)).singleElement().asString().contains("whatever name is asked for");
        assertThat(imported.said(10)).singleElement().asString().contains("made of h.conf:4 already");
        assertThat(imported.said(12)).singleElement().asString().contains("made of h.conf:1 already");
    }

    @Test
    void thisMachineIsWhatTheFirstAddressSays() {
        Imported imported = Imported.of(
                """
                MulticastStats 10.0.0.4 10.0.0.255:4445
                MulticastStats 10.0.1.4:8080 10.0.1.255:4445
                BackhandSelfRedirect On
                <Location /a>
                Backhand addSelf
                </Location>
                """);

        assertThat(imported.config().self())
                .hasValueSatisfying(self -> assertThat(self.url()).hasValue(Contact.parse("http://10.0.0.4")));
        assertThat(imported.config().heartbeats().listen())
                .hasValue(
                        List.of(HeartbeatAddress.parse("10.0.0.255:4445"), HeartbeatAddress.parse("10.0.1.255:4445")));
        assertThat(imported.text()).contains("contacts");
    }

    @Test
    void withoutThatAddressItIsAskedFor() {
        Imported imported = Imported.of("BackhandSelfRedirect On\nBackhandSelfRedirect off\n");

        assertThat(imported.config().self()).isEmpty();
        assertThat(imported.said(1)).singleElement().asString().contains("write [self] with name and url");
        assertThat(imported.said(2)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "240.220.221.20:4445,1 | no multicast group",
                "stats.example:4445 | not an address with its port",
                "225.220.221.20:4445,300 | not an address with its port",
                "225.220.221.20:99999 | not an address with its port",
                "a b c | it takes ADDR:PORT[,TTL]"
            })
    void aWrongDestinationIsTold(String destination, String why) {
        Imported imported = Imported.of("MulticastStats " + destination + "\n");

        assertThat(imported.config().heartbeats().listen()).isEmpty();
        assertThat(imported.said(1)).singleElement().asString().contains(why);
    }

    @Test
    void anOldNameAndAMissingPortAreTaken() {
        Imported imported = Imported.of("broadcaststats 10.0.0.255\n");

        assertThat(imported.config().heartbeats().listen())
                .hasValue(List.of(HeartbeatAddress.parse("10.0.0.255:4445")));
        assertThat(imported.said(1)).containsExactly("10.0.0.255: it names no port; 4445 is taken");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/24, 10.0.0.0/24",
        "10.0.0.0/255.255.255.0, 10.0.0.0/24",
        "10.0.0.0/0.0.0.0, 10.0.0.0/0",
        "10.1, 10.1.0.0/16",
        "10., 10.0.0.0/8",
        "10.0.0.7, 10.0.0.7/32"
    })
    void networksAreReadAsPeopleWroteThem(String written, String network) {
        assertThat(Imported.of("AcceptStats " + written + "\n")
                        .config()
                        .heartbeats()
                        .accept())
                .hasValue(List.of(Network.parse(network)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/33", "10.0.0.0/255.0.255.0", "example", "300.1.1.1", "''"})
    void aWrongNetworkIsTold(String written) {
        Imported imported = Imported.of("AcceptStats " + written + "\n");

        assertThat(imported.config().heartbeats().accept()).isEmpty();
        assertThat(imported.said(1)).hasSize(1);
    }

    @Test
    void whoMaySeeTheStatusIsCarriedOver() {
        Imported imported = Imported.of(
                """
                <Location /backhand/>
                SetHandler backhand-handler
                Backhand backhand_off
                Order deny,allow
                Deny from all
                Allow from 192.168.1 10.0.0.0/8
                Allow from all
                Require ip 172.16.0.0/12
                Require host example
                Require local
                Options None
                </Location>
                <Location /status>
                SetHandler backhand-handler
                </Location>
                """);

        assertThat(imported.config().status().allow())
                .extracting(Network::toString)
                .containsExactly("192.168.1.0/24", "10.0.0.0/8", "172.16.0.0/12");
        assertThat(imported.chains()).isEmpty();
        assertThat(imported.said(3)).containsExactly("Backhand backhand_off: the status is never balanced");
        assertThat(imported.said(7)).singleElement().asString().contains("\"all\" is none");
        assertThat(imported.said(11)).singleElement().asString().contains("httpd's own business");
        assertThat(imported.said(14)).singleElement().asString().contains("at /backhand/, and nowhere else");
        assertThat(imported.toldLines()).contains(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14);
    }

    @Test
    void whoMayNotSeeTheStatusIsTold() {
        Imported imported = Imported.of(
                """
                Backhand byAge
                <Location /backhand>
                SetHandler backhand-handler
                Deny from 10.0.0.5
                </Location>
                """);

        assertThat(imported.said(4)).singleElement().asString().contains("nobody out of those again");
    }

    @Test
    void conditionsAreTakenAsMetAndNegatedOnesAsNotMet() {
        Imported imported = Imported.of(
                """
                <IfDefine CLUSTER>
                Backhand byAge
                </IfDefine>
                <IfModule !mod_backhand.c>
                <Location /x>
                Backhand byCPU
                </Location>
                Listen 81
                </IfModule>
                <Macro App $name>
                Backhand byCost
                </Macro>
                """);

        assertThat(imported.chains()).containsExactly("/ byAge");
        assertThat(imported.said(1)).singleElement().asString().contains("taken as met");
        assertThat(imported.said(6)).singleElement().asString().contains("line 4: taken as not met");
        assertThat(imported.said(11)).singleElement().asString().contains("line 10: it is not followed here");
    }

    @Test
    void textOfASourceStaysWithinItsComment() {
        Imported imported = Imported.of("Backhand \u0007\u2028by\u00e9\u001b[1m" + "x".repeat(500) + "\n");

        assertThat(imported.text()).matches("\\A[\\n -~]*\\z");
        assertThat(imported.said(1)).singleElement().asString().hasSizeLessThan(400);
    }

    @Test
    void aFileWithNothingOfTheKindIsRefused() {
        assertThatExceptionOfType(ImportException.class)
                .isThrownBy(() -> HttpdImport.of(
                        "h.conf",
                        HttpdReader.read(Path.of("h.conf"), "Listen 80\nInclude none/*.conf\n"),
                        FunctionCatalogue.builtIns()))
                .withMessage(
                        "h.conf: nothing to import: no directive of mod_backhand or mod_proxy in it says where requests go;"
                                + " not read: h.conf:2: no such file here; import it too, or beside this one");
    }
}
