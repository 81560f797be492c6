package io.backhand.server.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.backhand.candidacy.Chain;
import io.backhand.proxy.BackhandServlet;
import io.backhand.proxy.Engine;
import io.backhand.proxy.Mount;
import io.backhand.proxy.Mounts;
import io.backhand.routing.Route;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests go straight to the engine, and what keeps others from it. */
class FrontTest {
    private final Server server = new Server();
    private final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    private final List<Mount> mounts = new ArrayList<>();
    private Optional<String> selfDispatch = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void sendsWhatNothingGuardsStraightToTheEngine() throws Exception {
        mount("/*", "/app/*");
        Front front = start();

        assertThat(mountOf(front, "/x")).contains("/");
        assertThat(mountOf(front, "/app/x")).contains("/app");
        assertThat(mountOf(front, "*")).isEmpty();
        assertThat(front.ways()).containsEntry("/app", "straight to the engine");
    }

    @Test
    void sendsNothingWhereItIsSwitchedOff() throws Exception {
        mount("/*");
        server.setHandler(context);
        server.start();
        Front front = Front.of(context, mounts(), false);

        assertThat(mountOf(front, "/x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/*, /app/x, false",
        "/app/*, /app/x, false",
        "/app/x, /app/x, false",
        "/app/x, /app/y, true",
        "/app/x/*, /app/x/y, false",
        "/app/x/*, /app/xy, true",
        "*.x, /app/any.x, false",
        "*.x, /app/x, true",
        "/other/*, /app/x, true",
        "/, /app/x, false"
    })
    void goesAroundNoFilter(String pattern, String path, boolean straight) throws Exception {
        mount("/app/*");
        context.addFilter(new FilterHolder(noFilter()), pattern, EnumSet.of(DispatcherType.REQUEST));

        assertThat(mountOf(start(), path).isPresent()).isEqualTo(straight);
    }

    @Test
    void goesAroundNoFilterOfItsServlet() throws Exception {
        mount("/app/*");
        context.getServletHandler()
                .addFilterWithMapping(new FilterHolder(noFilter()), "/never", EnumSet.of(DispatcherType.REQUEST));
        context.getServletHandler().getFilterMappings()[0].setServletName("balancer");

        assertThat(mountOf(start(), "/app/x")).isEmpty();
    }

    @Test
    void passesByAFilterThatIsForOtherDispatches() throws Exception {
        mount("/app/*");
        context.addFilter(new FilterHolder(noFilter()), "/*", EnumSet.of(DispatcherType.ERROR));

        assertThat(mountOf(start(), "/app/x")).contains("/app");
    }

    @Test
    void goesAroundNoConstraint() throws Exception {
        mount("/*");
        context.setSecurityHandler(constraintOn("/admin/*"));
        Front front = start();

        assertThat(mountOf(front, "/x")).contains("/");
        assertThat(mountOf(front, "/admin/x")).isEmpty();
        assertThat(mountOf(front, "/%61dmin")).isEmpty();
        assertThat(front.ways()).containsEntry("/", "straight to the engine, past no security constraint on /admin/*");
    }

    @Test
    void goesAroundNoListenerOfRequests() throws Exception {
        mount("/*");
        context.addEventListener(new ServletRequestListener() {
            @Override
            public void requestInitialized(ServletRequestEvent event) {}
        });

        assertThat(mountOf(start(), "/x")).isEmpty();
    }

    @Test
    void goesAroundNoHandlerOfTheContext() throws Exception {
        mount("/*");
        context.insertHandler(new Handler.Wrapper());

        assertThat(mountOf(start(), "/x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"404, true", "503, true", "500, false", "java.lang.Throwable, false"})
    void leavesOutOnlyTheErrorPagesThatNoBalancedRequestIsAnsweredBy(String cause, boolean straight) throws Exception {
        mount("/*");
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.setErrorPages(Map.of(cause, "/error"));
        context.setErrorHandler(pages);

        assertThat(mountOf(start(), "/x").isPresent()).isEqualTo(straight);
    }

    @Test
    void leavesVirtualHostsAndTheMachinesOwnAnswersToTheContext() throws Exception {
        mount("/*");
        selfDispatch = Optional.of("own");

        assertThat(mountOf(start(), "/x")).isEmpty();
        assertThat(Front.of(context, mounts(), true).ways().get("/")).contains("[self] dispatch");
        server.stop();
        selfDispatch = Optional.empty();
        context.setVirtualHosts(List.of("example"));

        assertThat(mountOf(start(), "/x")).isEmpty();
    }

    @Test
    void findsTheServletThatTheContextWouldFind() throws Exception {
        mount("/", "/app/*");
        for (String pattern : List.of("*.jsp", "/app/exact", "/app/deep/*", "/lib/*", "")) {
            context.addServlet(new ServletHolder(new HttpServlet() {}), pattern);
        }
        Front front = start();

        for (String path : List.of(
                "/",
                "/x",
                "/x.jsp",
                "/app/x.jsp",
                "/app/exact",
                "/app/exact/x",
                "/app/deep",
                "/app/deep/x",
                "/app/deeper",
                "/lib/x",
                "/lib",
                "/libx",
                "/app")) {
            String servlet = context.getServletHandler()
                    .getMappedServlet(path)
                    .getServletHolder()
                    .getName();
            assertThat(mountOf(front, path).isPresent()).as(path).isEqualTo(servlet.equals("balancer"));
        }
    }

    @Test
    void leavesAllToTheContextOnceItHasChanged() throws Exception {
        mount("/*");
        Front front = start();
        assertThat(mountOf(front, "/x")).contains("/");

        context.addFilter(new FilterHolder(noFilter()), "/x", EnumSet.of(DispatcherType.REQUEST));

        assertThat(mountOf(front, "/x")).isEmpty();
        assertThat(mountOf(front, "/y")).isEmpty();
    }

    @Test
    void leavesAllToTheContextOnceItHasAnotherConstraint() throws Exception {
        mount("/*");
        ConstraintSecurityHandler security = constraintOn("/admin/*");
        context.setSecurityHandler(security);
        Front front = start();

        security.addConstraintMapping(mappingTo("/x"));

        assertThat(mountOf(front, "/x")).isEmpty();
    }

    @Test
    void leavesAllToAContextThatIsNotAvailable() throws Exception {
        mount("/*");
        Front front = start();

        context.setAvailable(false);

        assertThat(mountOf(front, "/x")).isEmpty();
    }

    private void mount(String... patterns) {
        ServletHolder balancer = new ServletHolder("balancer", BackhandServlet.class);
        Arrays.stream(patterns).forEach(pattern -> {
            context.addServlet(balancer, pattern);
            String path = pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - 2) : "";
            mounts.add(new Mount(
                    Route.of(path.isEmpty() ? "/" : path, new Chain(List.of())), Optional.empty(), Optional.empty()));
        });
    }

    private Mounts mounts() {
        Engine engine = mock();
        return new Mounts(engine, Map.of("balancer", mounts), selfDispatch);
    }

    private Front start() throws Exception {
        server.setHandler(context);
        server.start();
        return Front.of(context, mounts(), true);
    }

    private static Optional<String> mountOf(Front front, String target) {
        Request request = mock();
        when(request.getHttpURI()).thenReturn(HttpURI.from(target));
        when(request.getHeaders()).thenReturn(HttpFields.EMPTY);
        return front.mountOf(request).map(mount -> mount.mount().route().path());
    }

    private static Filter noFilter() {
        return (request, response, chain) -> chain.doFilter(request, response);
    }

    private static ConstraintSecurityHandler constraintOn(String pattern) {
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setConstraintMappings(List.of(mappingTo(pattern)));
        return security;
    }

    private static ConstraintMapping mappingTo(String pattern) {
        ConstraintMapping mapping = new ConstraintMapping();
        mapping.setPathSpec(pattern);
        mapping.setConstraint(Constraint.FORBIDDEN);
        return mapping;
    }
}
