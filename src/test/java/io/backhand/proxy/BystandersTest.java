package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestListener;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.FileSessionDataStore;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.session.SessionDataStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BystandersTest {
    private final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);

    @Test
    void thereIsNobodyWhereTheBalancerIsAlone() {
        keepSessionsIn(new NullSessionDataStore());
        context.addEventListener(new ServletContextListener() {});

        assertThat(Bystanders.mayBlockAtTheEnd(context)).isFalse();
    }

    @Test
    void aContextWithoutSessionsStoresNone() {
        assertThat(Bystanders.mayBlockAtTheEnd(new ServletContextHandler("/"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/*", "/other/*"})
    void aFilterMayHaveAddedAListener(String path) {
        keepSessionsIn(new NullSessionDataStore());
        Filter filter = (request, response, chain) -> chain.doFilter(request, response);
        context.addFilter(new FilterHolder(filter), path, EnumSet.of(DispatcherType.REQUEST));

        assertThat(Bystanders.mayBlockAtTheEnd(context)).isTrue();
    }

    @Test
    void aListenerOfRequestsIsTold() {
        keepSessionsIn(new NullSessionDataStore());
        context.addEventListener(new ServletRequestListener() {});

        assertThat(Bystanders.mayBlockAtTheEnd(context)).isTrue();
    }

    @Test
    void aStoreOfSessionsMayBeAskedForOne() {
        keepSessionsIn(new FileSessionDataStore());

        assertThat(Bystanders.mayBlockAtTheEnd(context)).isTrue();
    }

    private void keepSessionsIn(SessionDataStore store) {
        DefaultSessionCache cache = new DefaultSessionCache(context.getSessionHandler());
        cache.setSessionDataStore(store);
        context.getSessionHandler().setSessionCache(cache);
    }
}
