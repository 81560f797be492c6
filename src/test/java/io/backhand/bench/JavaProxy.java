package io.backhand.bench;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The proxies that Java programs use as libraries, each with no more around it than a main class. */
enum JavaProxy implements Contestant {
    UNDERTOW(UndertowMain.class),
    JETTY(JettyMain.class);

    private final Class<?> main;

    JavaProxy(Class<?> main) {
        this.main = main;
    }

    @Override
    public Proxy start(Site site) throws IOException {
        int http = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(site.java()));
        command.addAll(Site.JVM_FLAGS);
        command.addAll(List.of("-cp", Artifacts.testClassPath(), main.getName(), Integer.toString(http)));
        site.backends().forEach(port -> command.add(Integer.toString(port)));
        return new Proxy(OwnProcess.start(label(), site.folderOf(label()), Processors.proxy(command)), http, 0);
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean takes(Scenario scenario) {
        return switch (scenario) {
            case GET_128, GET_10K, GET_1M, POST_4K, CONNECTION_PER_REQUEST, FIXED_1000 -> true;
            default -> false;
        };
    }

    @Override
    public boolean isJava() {
        return true;
    }
}
