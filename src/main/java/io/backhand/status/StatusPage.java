package io.backhand.status;

import io.backhand.cluster.BackendState;
import io.backhand.cluster.NameConflict;
import io.backhand.heartbeat.Refusal;
import io.backhand.proxy.ProxyCounters.Event;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The page: complete without scripts, and readable without its style sheet. Used once, by one thread.
 */
final class StatusPage {
    /** How often a browser asks for it anew. */
    private static final int REFRESH_SECONDS = 3;

    private final Html html = new Html();
    private final StatusModel model;
    private final List<ServerRow> servers;

    private StatusPage(StatusModel model, List<ServerRow> servers) {
        this.model = model;
        this.servers = servers;
    }

    /**
     * The page as it is now.
     *
     * @param refreshing whether the browser is to ask for it again
     */
    static String of(StatusModel model, List<ServerRow> servers, boolean refreshing) {
        StatusPage page = new StatusPage(model, servers);
        page.addHead(refreshing);
        page.addSummary(refreshing);
        page.addServers();
        page.addConflicts(model.cluster().conflicts());
        page.addCounters();
        page.html.markup("</main>\n</body>\n</html>\n");
        return page.html.toString();
    }

    private void addHead(boolean refreshing) {
        html.markup(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Backhand</title>
                <link rel="stylesheet" href="status.css">
                <link rel="icon" href="data:,">
                """);
        if (refreshing) {
            html.markup("<meta http-equiv=\"refresh\" content=\"" + REFRESH_SECONDS + "\">\n");
        }
        html.markup("</head>\n<body>\n");
    }

    private void addSummary(boolean refreshing) {
        StatusModel.Instance instance = model.instance();
        long upNanos = model.cluster().clock().nanoTime() - instance.startedAtNanos();
        html.markup("<header>\n<h1>Backhand</h1>\n<p>")
                .text("version " + instance.version() + ", up for " + Units.duration(Duration.ofNanos(upNanos)))
                .markup("</p>\n<nav>");
        html.markup(
                refreshing
                        ? "<a href=\"?refresh=off\">Hold still</a> "
                        : "<a href=\"./\">Refresh every " + REFRESH_SECONDS + " s</a> ");
        html.markup("<a href=\"api/servers\">JSON</a> <a href=\"metrics\">Metrics</a></nav>\n</header>\n<main>\n");
    }

    private void addServers() {
        html.element("h2", "Servers");
        html.element("p", statesInWords());
        if (model.cluster().isAllSilent()) {
            html.markup("<p class=\"warning\" role=\"alert\">")
                    .text("No heartbeat comes from any of them: is this machine cut off from their group? "
                            + "Those who answer stay, with what they said last.")
                    .markup("</p>\n");
        }
        if (!servers.isEmpty()) {
            new ServerTable(html).add(servers);
        }
    }

    private String statesInWords() {
        if (servers.isEmpty()) {
            return "None has been heard of, and the configuration names none.";
        }
        StringBuilder words = new StringBuilder(servers.size() + " known");
        for (BackendState state : BackendState.values()) {
            long count =
                    servers.stream().filter(server -> server.state() == state).count();
            if (count > 0) {
                words.append(", ").append(count).append(' ').append(ServerRow.word(state));
            }
        }
        return words.toString();
    }

    private void addConflicts(Collection<NameConflict> conflicts) {
        if (conflicts.isEmpty()) {
            return;
        }
        html.element("h2", "Name conflicts");
        html.element("p", "The first live server keeps a name; the others were refused.");
        html.markup(
                "<div class=\"wide\" role=\"region\" aria-label=\"Name conflicts\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Kept</th>"
                        + "<th scope=\"col\">Refused</th><th scope=\"col\">Claimed by</th></tr></thead>\n<tbody>\n");
        for (NameConflict conflict : conflicts) {
            html.markup("<tr><th scope=\"row\">").text(conflict.id().name()).markup("</th>");
            html.element("td", conflict.kept().url());
            html.element("td", conflict.refused().url());
            html.element("td", conflict.sender().getHostAddress());
            html.markup("</tr>\n");
        }
        html.markup("</tbody></table></div>\n");
    }

    private void addCounters() {
        html.markup("<div class=\"counters\">\n<section>\n");
        html.element("h2", "Requests");
        beginCounters();
        for (Event event : Event.values()) {
            addCounter(inWords(EventName.of(event)), model.requests().count(event));
        }
        endCounters();
        html.markup("<section>\n");
        html.element("h2", "Heartbeats");
        beginCounters();
        addCounter("accepted", model.heartbeats().accepted());
        addCounter("duplicate", model.heartbeats().duplicates());
        for (Refusal reason : Refusal.values()) {
            addCounter("refused: " + reason.label(), model.heartbeats().refused(reason));
        }
        endCounters();
        html.markup("</div>\n");
    }

    private static String inWords(EventName name) {
        String label = name.label().replace('_', ' ');
        return switch (name.kind()) {
            case OUTCOME -> label;
            case RETRY -> "tried again: " + label;
            case BUDGET -> "retry budget " + label;
        };
    }

    private void beginCounters() {
        html.markup("<dl>\n");
    }

    private void addCounter(String name, long count) {
        html.markup(count == 0 ? "<div class=\"zero\">" : "<div>");
        html.markup("<dt>")
                .text(name)
                .markup("</dt> <dd>")
                .text(Units.count(count))
                .markup("</dd></div>\n");
    }

    private void endCounters() {
        html.markup("</dl>\n</section>\n");
    }
}
