package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecedenceImportTest {
    @Test
    void theLastSectionThatMatchesWinsOverLinesOutside() {
        Imported imported = Imported.of(
                """
                <Location /app>
                ProxyPass http://a/app
                </Location>
                <Location /app>
                ProxyPass http://b/app
                </Location>
                ProxyPass /app/x http://c/app/x
                <Location /app/y>
                ProxyPass http://d/app/y
                </Location>
                """);

        assertThat(imported.chains())
                .containsExactly(
                        "/app byAge 5s, byHostname ^(b)$, byInFlight", "/app/y byAge 5s, byHostname ^(d)$, byInFlight");
        assertThat(imported.said(2)).singleElement().asString().contains("h.conf:5 covers this path");
        assertThat(imported.said(7)).singleElement().asString().contains("h.conf:5 covers this path");
    }

    @Test
    void aSectionForAllThatStandsLastTakesAll() {
        Imported imported = Imported.of(
                """
                <Location /app>
                ProxyPass http://a/app
                </Location>
                <Location />
                ProxyPass http://b/
                </Location>
                """);

        assertThat(imported.chains()).containsExactly("/ byAge 5s, byInFlight");
        assertThat(imported.said(2)).singleElement().asString().contains("never comes to it");
    }

    @Test
    void theMainServersLinesComeBeforeAHosts() {
        Imported imported = Imported.of(
                """
                <VirtualHost *:80>
                ProxyPass /app/x http://a/app/x
                ProxyPass /other http://a/other
                </VirtualHost>
                <VirtualHost *:81>
                ProxyPass /other/z http://b/other/z
                </VirtualHost>
                ProxyPass /app http://c/app
                """);

        assertThat(imported.said(2)).singleElement().asString().contains("h.conf:8 covers this path");
        assertThat(imported.chains()).hasSize(3);
    }

    @Test
    void whatIsAskedAfterASessionIsTold() {
        Imported imported = Imported.of(
                """
                <Location /a>
                Backhand byAge
                Backhand bySession S
                Backhand byHostname ^web
                Backhand byLoad
                </Location>
                <Location /b>
                Backhand bySession
                Backhand byLoad
                </Location>
                """);

        assertThat(imported.said(1)).singleElement().asString().contains("is not asked: byHostname ^web;");
        assertThat(imported.said(7)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Location /[ab]>", "<LocationMatch ^/ap?>", "<LocationMatch ^/ap?.*>"})
    void aPatternThatIsNotABeginningIsTold(String section) {
        Imported imported = Imported.of(section + "\nBackhand byAge\n");

        assertThat(imported.chains()).isEmpty();
        assertThat(imported.said(2)).singleElement().asString().contains("by the beginning of a path");
    }

    @Test
    void foldersThatHttpdServedByItselfAreTold() {
        Imported imported = Imported.of(
                """
                DocumentRoot /www
                Alias /icons /usr/share/icons
                ScriptAlias /cgi-bin/ /usr/lib/cgi-bin/
                AliasMatch ^/x/(.*) /srv/$1
                Alias /in /www/in
                Alias /balanced /srv/b
                <Directory /www>
                Backhand byAge
                </Directory>
                <Directory /usr/lib/cgi-bin>
                Backhand byLoad
                </Directory>
                <Directory /srv/b>
                Backhand off
                </Directory>
                """);

        assertThat(imported.chains()).containsExactly("/ byAge", "/cgi-bin byLoad", "/balanced off");
        assertThat(imported.said(2)).singleElement().asString().contains("from /usr/share/icons; now it goes");
        assertThat(imported.said(4)).singleElement().asString().contains("static = FOLDER");
        assertThat(imported.said(3)).isEmpty();
        assertThat(imported.said(5)).isEmpty();
        assertThat(imported.said(6)).isEmpty();
    }

    @Test
    void aFolderWithSeveralPathsIsTold() {
        Imported imported = Imported.of(
                """
                DocumentRoot /www
                Alias /a /srv/x
                Alias /b /srv/x
                <Directory /srv/x>
                Backhand byAge
                </Directory>
                """);

        assertThat(imported.chains()).containsExactly("/a byAge");
        assertThat(imported.said(4)).singleElement().asString().contains("under others too: /b;");
    }
}
