package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackhandListenerTest {
    private final ServletContext context = mock(ServletContext.class);
    private final BackhandListener listener = new BackhandListener();

    @ParameterizedTest
    @ValueSource(strings = {"Apache Tomcat/11.0.10", "jetty/12.0.40", "jetty/11.0.20"})
    void refusesAnotherContainerPolitely(String container) {
        when(context.getServerInfo()).thenReturn(container);

        assertThatThrownBy(() -> listener.contextInitialized(new ServletContextEvent(context)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Backhand runs in Jetty 12.1 with ee11, and this is " + container
                        + "; java -jar backhand.war brings its own");
    }

    @Test
    void endsQuietlyWhereItNeverBegan() {
        listener.contextDestroyed(new ServletContextEvent(context));
    }
}
