package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.UnavailableException;
import org.junit.jupiter.api.Test;

class StatusServletTest {
    @Test
    void saysWhichListenerIsMissing() {
        ServletConfig config = mock();
        when(config.getServletContext()).thenReturn(mock(ServletContext.class));
        when(config.getServletName()).thenReturn("status");

        assertThatThrownBy(() -> new StatusServlet().init(config))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("servlet status needs the listener io.backhand.server.BackhandListener in its web "
                        + "application, which has not run");
    }
}
