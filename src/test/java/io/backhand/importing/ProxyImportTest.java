package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.config.StaticBackend;
import io.backhand.routing.Rewrites.Change;
import io.backhand.routing.Route;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyImportTest {
    @Test
    void aBalancerWithStickySessionsBecomesARouteAndItsBackends() {
        Imported imported = Imported.of(
                """
                <Proxy "balancer://shop">
                  BalancerMember "http://10.0.0.1:8080" route=alpha loadfactor=3
                  BalancerMember "http://10.0.0.2:8080" route=beta
                  BalancerMember "http://10.0.0.3:8080" route=spare status=+H hcmethod=GET hcuri=/health hcinterval=5
                  ProxySet stickysession=JSESSIONID|jsessionid lbmethod=bybusyness
                </Proxy>
                ProxyPreserveHost On
                ProxyPass        "/" "balancer://shop/"
                ProxyPassReverse "/" "balancer://shop/"
                """);

        assertThat(backends(imported))
                .containsExactly(
                        "alpha http://10.0.0.1:8080 3.0 0",
                        "beta http://10.0.0.2:8080 1.0 0",
                        "spare http://10.0.0.3:8080 1.0 1");
        assertThat(imported.config().backends().get(2).check()).hasValueSatisfying(check -> {
            assertThat(check.path()).isEqualTo("/health");
            assertThat(check.interval()).isEqualTo(Duration.ofSeconds(5));
        });
        assertThat(imported.chains()).containsExactly("/ byAge 5s, bySession JSESSIONID, byInFlight");
        assertThat(imported.text()).contains("# Lines carried over: 5; not carried over: 0.\n");
    }

    @Test
    void aRouteIsKeptToItsOwnServers() {
        Imported imported = Imported.of(
                """
                ProxyPass /a http://web.one:81/a
                ProxyPass /b http://10.0.0.2/b
                ProxyPass /c http://web.one:81/c
                """);

        assertThat(imported.chains())
                .containsExactly(
                        "/a byAge 5s, byHostname ^(web\\.one-81)$, byInFlight",
                        "/b byAge 5s, byHostname ^(10\\.0\\.0\\.2)$, byInFlight",
                        "/c byAge 5s, byHostname ^(web\\.one-81)$, byInFlight");
        assertThat(backends(imported)).hasSize(2);
    }

    @Test
    void chainsOfModBackhandAreKeptFromTheProxysServers() {
        Imported imported = Imported.of(
                """
                MulticastStats 225.220.221.20:4445,1
                ProxyPass /legacy http://old/legacy
                <Location /app>
                Backhand byAge
                Backhand byLoad
                </Location>
                <Location /none>
                Backhand off
                </Location>
                """);

        assertThat(imported.chains())
                .containsExactly(
                        "/app byHostname ^(?!(old)$), byAge, byLoad",
                        "/none off",
                        "/legacy byAge 5s, byHostname ^(old)$, byInFlight");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxyPass / http://h | /",
                "ProxyPass /app/ http://h/app/ | /app",
                "ProxyPass /app http://h/app/ nocanon | /app",
                "proxypass \"/app\" \"ws://h/app\" | /app",
                "ProxyPassMatch ^/app/(.*)$ http://h/app/$1 | /app",
                "ProxyPassMatch ^(/app/.*)$ http://h$1 | /app",
                "ProxyPassMatch ^/app http://h | /app",
                "ProxyPassMatch \"^/(.*)$\" \"http://h/$1\" | /"
            })
    void aPathThatStaysTheSameIsARoute(String directive, String path) {
        Imported imported = Imported.of(directive + "\n");

        assertThat(imported.config().routes()).extracting(Route::path).containsExactly(path);
        assertThat(backends(imported)).containsExactly("h http://h 1.0 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxyPass /app http://h | /app would become /:",
                "ProxyPass /app/ http://h/other/ | /app would become /other:",
                "ProxyPassMatch ^/app/(.*)$ http://h/$1 | /app would become /:",
                "ProxyPassMatch ^/app http://h/app | /app would become /app/app:",
                "ProxyPassMatch \\.php$ http://h | by the beginning of a path",
                "ProxyPassMatch ^/app$ http://h | by the beginning of a path",
                "ProxyPass /app ajp://h:8009/app | not in AJP",
                "ProxyPass /app fcgi://h:9000/app | not by fcgi://",
                "ProxyPass /app unix:/run/x.sock | it takes SCHEME://HOST",
                "ProxyPass /app balancer://none/app | no BalancerMember of balancer://none",
                "ProxyPass /app http://u:p@h/app | without path or user",
                "ProxyPass /app http://${h}/app | variable that is not defined",
                "ProxyPass app http://h/app | path begins with /",
                "ProxyPass /backhand http://h/backhand | the balancer's own status",
                "ProxyPass /app | it takes SCHEME://HOST"
            })
    void whatCannotBeARouteIsToldAndMakesNoBackend(String directive, String why) {
        Imported imported = Imported.of(directive + "\n");

        assertThat(imported.said(1)).singleElement().asString().contains(why);
        assertThat(imported.config().routes()).isEmpty();
        assertThat(imported.config().backends()).isEmpty();
    }

    @Test
    void aPathThatCouldNotBeCarriedOverDoesNotLeadElsewhere() {
        Imported imported = Imported.of(
                """
                ProxyPass /strip/ http://h/
                ProxyPass /static !
                ProxyPass / http://main/
                """);

        assertThat(imported.chains()).containsExactly("/static off", "/ byAge 5s, byInFlight", "/strip off");
    }

    @Test
    void aServerThatIsNotKnownDoesNotLeaveItsPathToOthers() {
        Imported imported = Imported.of(
                """
                ProxyPass /admin http://${HOST}/admin
                <Location /rooms>
                ProxyPass http://${HOST}/rooms
                </Location>
                ProxyPass /${WHERE} http://h/x
                <Location /app>
                Backhand byRandom
                </Location>
                ProxyPass /app/strip/ http://h/
                ProxyPass / http://main/
                ProxyPass /late http://${HOST}/late
                """);

        assertThat(imported.chains())
                .containsExactly(
                        "/app byHostname ^(?!(main)$), byRandom",
                        "/ byAge 5s, byHostname ^(main)$, byInFlight",
                        "/admin off",
                        "/rooms off",
                        "/app/strip off");
        assertThat(imported.said(5)).singleElement().asString().contains("variable");
        assertThat(imported.said(11)).singleElement().asString().contains("never comes to it");
        assertThat(imported.text()).contains("if there is one: h.conf:5.");
    }

    @Test
    void aSectionWhoseFunctionsAreNotKnownSaysWhereItsRequestsGo() {
        Imported imported = Imported.of(
                """
                <Location /x>
                BackhandFromSO libexec/my.so byMine
                </Location>
                <Location /y>
                BackhandFromSO libexec/my.so byMine
                Backhand byLoad
                </Location>
                Backhand byAge
                """);

        assertThat(imported.chains()).containsExactly("/y byLoad", "/ byAge");
        assertThat(imported.said(2)).hasSize(2).anyMatch(said -> said.contains("the route / has its requests"));
        assertThat(imported.said(5)).hasSize(1);
    }

    @Test
    void whatStandsInTheFirstLineOfAProxySectionCounts() {
        Imported imported = Imported.of(
                """
                <Proxy balancer://c stickysession=SID lbmethod=bybusyness nofailover=On>
                BalancerMember http://a route=n1
                </Proxy>
                <Proxy http://d:81 timeout=5 max=9>
                </Proxy>
                <Proxy balancer://none growth=5>
                </Proxy>
                ProxyPass /app balancer://c/app
                ProxyPass /d http://d:81/d
                """);

        assertThat(imported.chains().get(0)).contains("bySession SID");
        assertThat(imported.said(1)).hasSize(2).anyMatch(said -> said.startsWith("nofailover=On: a session"));
        assertThat(imported.said(4)).singleElement().asString().startsWith("max=9: ");
        assertThat(imported.config().routes().get(1).limits().firstByte()).isEqualTo(Duration.ofSeconds(5));
        assertThat(imported.said(6)).singleElement().asString().contains("no route leads there");
    }

    @Test
    void aServerIsNotCalledAsThisMachineIs() {
        Imported imported = Imported.of(
                """
                MulticastStats 10.0.0.4 10.0.0.255:4445
                BackhandSelfRedirect On
                ProxyPass /app http://front/app
                """);

        assertThat(backends(imported)).containsExactly("front-2 http://front 1.0 0");
    }

    @Test
    void theFirstThatMatchesCountsAsInHttpd() {
        Imported imported = Imported.of(
                """
                ProxyPass /a http://h/a
                ProxyPass /a/b http://other/a/b
                ProxyPass /a http://other/a
                ProxyPass /ab http://h/ab
                """);

        assertThat(imported.config().routes()).extracting(Route::path).containsExactly("/a", "/ab");
        assertThat(imported.said(2)).singleElement().asString().contains("h.conf:1 covers this path");
        assertThat(imported.said(3)).singleElement().asString().contains("h.conf:1 covers this path");
        assertThat(backends(imported)).containsExactly("h http://h 1.0 0");
    }

    @Test
    void aSectionAndAHostHaveTheirOwn() {
        Imported imported = Imported.of(
                """
                ProxyTimeout 20
                <VirtualHost *:80>
                ServerName a
                Timeout 5
                <Proxy balancer://c>
                BalancerMember http://one
                </Proxy>
                <Location /x>
                ProxyPass balancer://c/x timeout=3
                Require ip 10.0.0.0/8
                </Location>
                ProxyPass /y http://y/y timeout=7 connectiontimeout=300ms
                </VirtualHost>
                <VirtualHost *:81>
                ProxyPass /x http://two/x
                ProxyPass /z balancer://c/z
                ProxyTimeout 9
                </VirtualHost>
                """);

        assertThat(imported.config().routes())
                .extracting(
                        route -> route.path() + " " + route.limits().firstByte().toSeconds() + " "
                                + route.limits().connect().toMillis())
                .containsExactly("/x 20 2000", "/y 7 300");
        assertThat(imported.said(9)).singleElement().asString().contains("queue-timeout");
        assertThat(imported.said(10)).singleElement().asString().contains("keep httpd in front");
        assertThat(imported.text()).contains("Routes are open to everybody.").contains("Hosts are not told apart");
        assertThat(imported.said(15)).singleElement().asString().contains("made of h.conf:9 already");
        assertThat(imported.said(16)).singleElement().asString().contains("no BalancerMember of balancer://c");
    }

    @Test
    void whatIsSaidOfAServerIsCarriedOrTold() {
        Imported imported = Imported.of(
                """
                <Proxy balancer://c>
                BalancerMember http://a loadfactor=0 max=10 min=2 retry=5 keepalive=On colour=red lbset=1
                BalancerMember http://b route=bad/name timeout=5 hcmethod=HEAD hcuri=/h lbset=2 disablereuse=On
                BalancerMember http://c status=+D
                BalancerMember http://d route=d hcuri=/h hcinterval=1 status=+R-D lbset=2
                BalancerMember ajp://e
                </Proxy>
                ProxySet balancer://c nofailover=On maxattempts=2 lbmethod=byrequests growth=5
                BalancerMember balancer://other http://f
                ProxyPass / balancer://c/ stickysession=S|T
                """);

        assertThat(backends(imported)).containsExactly("a http://a 1.0 0", "b http://b 1.0 1", "d http://d 1.0 2");
        assertThat(imported.config().backends().get(1).check()).isPresent();
        assertThat(imported.config().backends().get(2).check()).isEmpty();
        assertThat(imported.said(2)).hasSize(6).anyMatch(said -> said.startsWith("[[backend]] weight = 0: weight is"));
        assertThat(imported.said(2)).anyMatch(said -> said.equals("colour=red: nothing here does the same"));
        assertThat(imported.said(3)).hasSize(4);
        assertThat(imported.said(4)).singleElement().asString().contains("it is disabled");
        assertThat(imported.said(5)).hasSize(2);
        assertThat(imported.said(6)).singleElement().asString().contains("not in AJP");
        assertThat(imported.said(8)).hasSize(4);
        assertThat(imported.said(9)).singleElement().asString().contains("no route leads there");
        assertThat(imported.said(10))
                .singleElement()
                .asString()
                .startsWith("stickysession=S|T: bySession looks for one");
    }

    @Test
    void oneServerIsOneBackendWhateverLeadsToIt() {
        Imported imported = Imported.of(
                """
                <Proxy balancer://c>
                BalancerMember http://h:80 route=x loadfactor=2
                BalancerMember http://h2 route=y
                </Proxy>
                <Proxy balancer://d>
                BalancerMember http://H/ route=z loadfactor=4
                BalancerMember http://h3 route=y
                </Proxy>
                ProxyPass /c balancer://c/c
                ProxyPass /d balancer://D/d
                """);

        assertThat(backends(imported)).containsExactly("x http://h 2.0 0", "y http://h2 1.0 0", "h3 http://h3 1.0 0");
        assertThat(imported.said(6))
                .containsExactlyInAnyOrder(
                        "route=z: this server is called x, and sessions that end with z do not find it: names are 1 to 64 of"
                                + " A-Z a-z 0-9 . _ -, and one for each server",
                        "BalancerMember http://H/ route=z loadfactor=4: this server has weight 2 and tier 0 in every route,"
                                + " as the first balancer says that names it");
        assertThat(imported.said(7)).singleElement().asString().contains("this server is called h3");
    }

    @Test
    void aServersRouteIsItsNameWhereverElseItIsNamed() {
        Imported imported = Imported.of(
                """
                ProxyPass /a http://h:8080/a
                ProxyPass /b balancer://c/b stickysession=S
                <Proxy balancer://c>
                BalancerMember http://h:8080 route=one
                </Proxy>
                """);

        assertThat(backends(imported)).containsExactly("one http://h:8080 1.0 0");
        assertThat(imported.chains())
                .containsExactly("/a byAge 5s, byInFlight", "/b byAge 5s, bySession S, byInFlight");
    }

    @Test
    void aBackendHasOneRankAndTheFirstBalancerSaysWhich() {
        Imported imported = Imported.of(
                """
                ProxyPass /a http://one/a
                <Proxy balancer://c>
                BalancerMember http://one
                BalancerMember http://two loadfactor=5
                </Proxy>
                <Proxy balancer://d>
                BalancerMember http://one status=+H
                BalancerMember http://two
                BalancerMember http://three
                </Proxy>
                ProxyPass /c balancer://c/c
                ProxyPass /d balancer://d/d
                """);

        assertThat(backends(imported))
                .containsExactly("one http://one 1.0 0", "two http://two 5.0 0", "three http://three 1.0 0");
        assertThat(imported.said(7)).singleElement().asString().contains("weight 1 and tier 0 in every route");
        assertThat(imported.said(8)).singleElement().asString().contains("weight 5 and tier 0 in every route");
        assertThat(imported.said(9)).isEmpty();
    }

    @Test
    void httpdsOwnCookieBecomesTheBalancers() {
        Imported imported = Imported.of(
                """
                Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
                <Proxy balancer://c>
                BalancerMember http://a route=1
                ProxySet stickysession=ROUTEID
                </Proxy>
                ProxyPass / balancer://c/
                """);

        assertThat(imported.chains()).containsExactly("/ byAge 5s, byCookie ROUTEID, byInFlight");
        assertThat(imported.said(1)).singleElement().asString().contains("byCookie sets a cookie");
    }

    @Test
    void linksAndCookiesAreChangedAsBefore() {
        Imported imported = Imported.of(
                """
                ProxyPass /app http://h:8080/app
                ProxyPassReverse /app http://h:8080/app
                ProxyPassReverse /app http://app.internal/app
                ProxyPassReverse /app http://app.internal/other
                ProxyPassReverse /none http://h:8080/none
                ProxyPassReverse /app /app
                ProxyPassReverseCookieDomain app.internal www.example
                ProxyPassReverseCookiePath /app/ /
                ProxyPassReverseCookiePath /only
                """);

        Route route = imported.config().routes().get(0);
        assertThat(route.rewrites().ofBackend()).isTrue();
        assertThat(route.rewrites().ofAddresses())
                .extracting(contact -> contact.url())
                .containsExactly("http://app.internal");
        assertThat(route.rewrites().domainOfBackend()).isTrue();
        assertThat(route.rewrites().cookieDomains()).containsExactly(new Change("app.internal", "www.example"));
        assertThat(route.rewrites().cookiePaths()).containsExactly(new Change("/app", "/"));
        assertThat(imported.said(2)).singleElement().asString().contains("rewrite-links");
        assertThat(imported.said(4)).singleElement().asString().contains("its path stays");
        assertThat(imported.said(5)).singleElement().asString().contains("no route is made for it");
        assertThat(imported.said(6)).hasSize(1);
        assertThat(imported.said(9)).singleElement().asString().contains("it takes two words");
    }

    @Test
    void switchesOfTheProxyAreTold() {
        Imported imported = Imported.of(
                """
                LoadModule proxy_module modules/mod_proxy.so
                ProxyRequests Off
                ProxyPreserveHost Off
                SSLProxyEngine On
                SSLProxyVerify none
                SSLProxyCACertificateFile /etc/ca.pem
                ProxyErrorOverride On
                ProxyUnheardOf x
                RewriteRule ^/rw/(.*) http://h/rw/$1 [P,L]
                RewriteRule ^/rx /ry [L]
                HeartbeatListen 239.0.0.1:27999
                <Proxy *>
                Require all granted
                </Proxy>
                """);

        List<Integer> needless = List.of(1, 2, 4);
        assertThat(needless).allSatisfy(line -> assertThat(imported.said(line)).hasSize(1));
        assertThat(imported.said(5))
                .singleElement()
                .asString()
                .contains("it can't be changed: certificates of servers");
        assertThat(imported.said(6)).singleElement().asString().contains("ca-file");
        assertThat(imported.said(9)).singleElement().asString().contains("a path is sent on as it came");
        assertThat(imported.said(10)).singleElement().asString().contains("a path is sent on as it came");
        assertThat(imported.said(13)).hasSize(1);
        assertThat(imported.config().heartbeats().listen()).isPresent();
        assertThat(imported.text()).doesNotContain("open to everybody");
    }

    @ParameterizedTest
    @CsvSource({
        "^/app, true",
        "^/app.*, true",
        "^/app(.*)$, true",
        "^/app/?, true",
        "^/app/, false",
        "^/app/(.*)$, false",
        "^(/app/.*)$, false",
        "^/app(/.*)?$, false",
        "^/app(/|$), false",
        "^/, false"
    })
    void aPatternThatEndsWithinASegmentIsTold(String pattern, boolean told) {
        Imported imported = Imported.of("<LocationMatch \"" + pattern + "\">\nBackhand byAge\n</LocationMatch>\n");

        assertThat(imported.config().routes()).hasSize(1);
        assertThat(imported.said(1)).hasSize(told ? 1 : 0);
    }

    @Test
    void serversOfModJkAreToldOf() {
        Imported imported = Imported.of("JkWorkersFile w.properties\nJkMount /app/* loadbalancer\nJkLogLevel info\n");

        assertThat(imported.said(1)).singleElement().asString().contains("HTTP connector");
        assertThat(imported.said(2)).singleElement().asString().contains("HTTP connector");
        assertThat(imported.said(3)).isEmpty();
    }

    private static List<String> backends(Imported imported) {
        return imported.config().backends().stream().map(ProxyImportTest::shown).toList();
    }

    private static String shown(StaticBackend backend) {
        return backend.name() + " " + backend.url() + " " + backend.standing().weight() + " "
                + backend.standing().tier();
    }
}
