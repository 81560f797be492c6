package io.backhand.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.tls.CertificateNames;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateChoiceTest {
    private final CertificateChoice choice = choice(List.of(
            Set.of("main.example", "www.main.example"),
            Set.of("*.shop.example"),
            Set.of("a.shop.example"),
            Set.of("www.main.example", "main.example"),
            Set.of("main.example")));

    @Test
    void isTheOneOfTheName() {
        assertThat(choice.forHost("www.main.example")).containsExactly(0, 3);
        assertThat(choice.forHost("MAIN.example")).containsExactly(0, 3, 4);
    }

    @Test
    void prefersTheNameToItsDomain() {
        assertThat(choice.forHost("a.shop.example")).containsExactly(2, 1);
        assertThat(choice.forHost("b.shop.example")).containsExactly(1);
    }

    @Test
    void isTheFirstAndThoseLikeItForOtherNames() {
        assertThat(choice.forHost("")).containsExactly(0, 3);
        assertThat(choice.forHost("shop.example")).containsExactly(0, 3);
        assertThat(choice.forHost("a.b.shop.example")).containsExactly(0, 3);
        assertThat(choice.forHost(".shop.example")).containsExactly(0, 3);
        assertThat(choice.forHost("*.main.example")).containsExactly(0, 3);
    }

    @Test
    void isTheOnlyOneForEverybody() {
        assertThat(choice(List.of(Set.of())).forHost("any.example")).containsExactly(0);
    }

    private static CertificateChoice choice(List<Set<String>> names) {
        return new CertificateChoice(names.stream().map(CertificateNames::new).toList());
    }
}
