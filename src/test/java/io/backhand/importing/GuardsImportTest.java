package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsImportTest {
    private static final String OPEN = "Routes are open to everybody.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Location /app/admin> | Require ip 10.0.0.0/8",
                "<Location /> | Require valid-user",
                "<LocationMatch admin> | AuthUserFile /etc/users",
                "<Directory /www/app/secret> | Deny from all",
                "<Directory /> | Require all denied",
                "<Files .htaccess> | Order allow,deny",
                "<IfModule x> | RewriteRule ^/app/x - [L,F]"
            })
    void whomHttpdKeptOutOfARouteIsTold(String section, String rule) {
        Imported imported = withChain(section + "\n" + rule + "\n");

        assertThat(imported.said(6)).singleElement().asString().contains("who may come in");
        assertThat(imported.text()).contains(OPEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Location /other> | Require ip 10.0.0.0/8",
                "<Location /app> | Require all granted",
                "<Directory /www/other> | Deny from all",
                "<Directory /elsewhere> | Deny from all",
                "<Location /app> | Allow from all"
            })
    void whatKeepsNobodyOutOfARouteIsOnlyCounted(String section, String rule) {
        Imported imported =
                Imported.of("DocumentRoot /www\nProxyPass /app http://h/app\n" + section + "\n" + rule + "\n");

        assertThat(imported.said(4)).isEmpty();
        assertThat(imported.text()).doesNotContain(OPEN);
    }

    @Test
    void rulesOfFoldersAreNotThoseOfHttpdsProxy() {
        Imported imported = Imported.of(
                """
                DocumentRoot /www
                ProxyPass / http://h/
                <Directory /www/secret>
                Deny from all
                </Directory>
                """);

        assertThat(imported.said(4)).isEmpty();
    }

    @Test
    void rulesWithinOthersAndRedirectsAreTold() {
        Imported imported = Imported.of(
                """
                ProxyPass /app http://h/app
                <Location /app/x>
                <RequireAny>
                Require ip 10.0.0.0/8
                </RequireAny>
                </Location>
                Redirect 301 /app/old http://h/new
                Redirect /other http://h/new
                RedirectMatch x http://h/new
                RewriteRule ^/app/a /b
                """);

        assertThat(List.of(4, 7, 9, 10))
                .allSatisfy(line -> assertThat(imported.said(line)).hasSize(1));
        assertThat(imported.said(8)).isEmpty();
    }

    @Test
    void whereAllIsBalancedEveryRuleIsTold() {
        Imported imported = Imported.of("MulticastStats 10.0.0.255:4445\n<Location /x>\nRequire user a\n</Location>\n");

        assertThat(imported.said(3)).hasSize(1);
    }

    private static Imported withChain(String rest) {
        return Imported.of("DocumentRoot /www\n<Location /app>\nBackhand byAge\n</Location>\n" + rest);
    }
}
