package io.backhand.agent;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The agent inside a servlet container: starts with its web application and says goodbye with it, or earlier, when the
 * JVM is told to stop by a signal.
 *
 * <p>Its settings are those of {@link AgentConfig}, as context-params {@code backhand.contact},
 * {@code backhand.name} and so on, else as system properties of the same names; several addresses in
 * {@code backhand.announce} stand with blanks or line ends between them. It counts the requests of its own
 * application, by an {@link AgentFilter} that it adds where there is none.
 */
public final class AgentListener implements ServletContextListener {
    /** Where the filter finds what it counts with. */
    static final String GAUGE = "io.backhand.agent.requests";

    private static final String PREFIX = "backhand.";

    /** The balancer's own context-param, where both are in one application. */
    private static final String OF_THE_BALANCER = PREFIX + "config";

    private static final Logger LOG = System.getLogger(AgentListener.class.getName());

    private Optional<Agent> agent = Optional.empty();
    private Optional<StopSignals> signals = Optional.empty();

    /** Made by the servlet container. */
    public AgentListener() {}

    /** @throws IllegalStateException if the settings are wrong, with one line for each that is */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext application = event.getServletContext();
        RequestGauge requests = new RequestGauge();
        try {
            AgentConfig config = settings(application).complete();
            boolean checks = config.check().isPresent();
            Agent started = Agent.start(config, checks ? CheckLoop.Until.STOPPED : CheckLoop.Until.ANSWERED, requests);
            agent = Optional.of(started);
            signals = Optional.of(StopSignals.before(started::leave));
            application.setAttribute(Agent.ATTRIBUTE, started);
        } catch (ConfigException e) {
            throw new IllegalStateException("Backhand's agent does not start: " + e.getMessage(), e);
        }
        application.setAttribute(GAUGE, requests);
        addFilter(application);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        signals.ifPresent(StopSignals::close);
        agent.ifPresent(Agent::close);
        signals = Optional.empty();
        agent = Optional.empty();
    }

    private static AgentSettings settings(ServletContext application) throws ConfigException {
        List<String> problems = new ArrayList<>();
        List<String> keys = new ArrayList<>(AgentSettings.KEYS);
        keys.add(AgentSettings.MAX_REQUESTS);
        for (String name : Collections.list(application.getInitParameterNames())) {
            boolean known = !name.startsWith(PREFIX)
                    || name.equals(OF_THE_BALANCER)
                    || keys.contains(name.substring(PREFIX.length()));
            if (!known) {
                problems.add(
                        "context-param " + name + ": unknown; there are " + PREFIX + String.join(", " + PREFIX, keys));
            }
        }
        AgentSettings settings = new AgentSettings();
        for (String key : keys) {
            String name = PREFIX + key;
            String given = application.getInitParameter(name);
            String value = given == null ? System.getProperty(name, "") : given;
            for (String one : key.equals("announce") ? value.split("\\s+") : new String[] {value.strip()}) {
                setUnlessEmpty(settings, key, one, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return settings;
    }

    private static void setUnlessEmpty(AgentSettings settings, String key, String value, List<String> problems) {
        if (value.isEmpty()) {
            return;
        }
        try {
            settings.set(key, value, Path.of(""));
        } catch (IllegalArgumentException e) {
            problems.add(PREFIX + key + ": " + e.getMessage());
        }
    }

    private static void addFilter(ServletContext application) {
        for (FilterRegistration present : application.getFilterRegistrations().values()) {
            if (AgentFilter.class.getName().equals(present.getClassName())) {
                return;
            }
        }
        try {
            FilterRegistration.Dynamic filter = application.addFilter(AgentFilter.class.getName(), AgentFilter.class);
            filter.setAsyncSupported(true);
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        } catch (UnsupportedOperationException e) {
            LOG.log(Level.WARNING, "requests under way are not known: map {0} in web.xml", AgentFilter.class.getName());
        }
    }
}
