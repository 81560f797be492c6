package io.backhand.status;

import io.backhand.cluster.AdminOrder;
import io.backhand.cluster.AdminState;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.RequestLedger.Account;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The table of servers: the columns of mod_backhand's own page, and what came to be known since. A state is told
 * by its word and a sign; its colour only repeats them.
 */
final class ServerTable {
    private static final String HEAD =
            """
            <div class="wide" role="region" aria-label="Servers" tabindex="0"><table class="servers">
            <colgroup span="7"></colgroup><colgroup span="3"></colgroup><colgroup span="7"></colgroup>
            <thead>
            <tr><th scope="colgroup" colspan="7">Server</th><th scope="colgroup" colspan="3">Seen from here</th>\
            <th scope="colgroup" colspan="7">What it says of itself</th></tr>
            <tr><th scope="col">Entry</th><th scope="col">Name</th><th scope="col">State</th>\
            <th scope="col">Intent</th><th scope="col">Age</th><th scope="col">Address</th><th scope="col">Source</th>\
            <th scope="col">In flight</th><th scope="col">Failures</th><th scope="col">~ms/req [#req]</th>\
            <th scope="col">Ready/total servers</th><th scope="col">Load</th><th scope="col">CPU idle</th>\
            <th scope="col"># CPUs</th><th scope="col">Arriba</th><th scope="col">Avail mem</th>\
            <th scope="col">Total mem</th></tr>
            </thead>
            <tbody>
            """;

    private static final String UNKNOWN = "–";

    private final Html html;

    ServerTable(Html html) {
        this.html = html;
    }

    void add(List<ServerRow> servers) {
        html.markup(HEAD);
        int entry = 0;
        for (ServerRow server : servers) {
            html.markup("<tr class=\"" + ServerRow.word(server.state()) + "\">\n");
            addIdentity(entry++, server);
            addAccount(server);
            addFigures(server.figures());
            html.markup("</tr>\n");
        }
        html.markup("</tbody></table></div>\n");
    }

    private void addIdentity(int entry, ServerRow server) {
        number(String.valueOf(entry));
        html.markup("<th scope=\"row\">").text(server.name()).markup("</th>\n");
        html.markup("<td class=\"state\">" + sign(server.state()) + " ")
                .text(ServerRow.word(server.state()))
                .markup("<span class=\"note\">")
                .text(server.note().orElse(""))
                .markup("</span></td>\n");
        html.element("td", intentOf(server));
        number(server.age().map(Units::duration).orElse(UNKNOWN));
        html.element("td", server.url());
        html.element("td", server.source());
    }

    /** What it says itself, and what an administrator has said besides. */
    private static String intentOf(ServerRow server) {
        AdminOrder order = server.order();
        StringBuilder text = new StringBuilder(server.intent());
        add(text, ", draining ", server.backend().heartbeat().draining());
        if (order.server() != AdminState.ENABLED) {
            text.append(", admin: ").append(server.admin());
        }
        add(text, ", admin: draining ", order.draining());
        add(text, ", admin: disabled ", order.disabled());
        return text.toString();
    }

    private static void add(StringBuilder text, String what, Contexts contexts) {
        if (!contexts.isEmpty()) {
            text.append(what).append(String.join(" ", contexts.paths()));
        }
    }

    private void addAccount(ServerRow server) {
        Account account = server.backend().account();
        number(Units.count(account.inFlight()));
        number(Units.count(account.failures()));
        String latency = fixed(server.latencyMillis(), 1);
        number(latency + " [" + Units.count(account.requests()) + "]");
    }

    private void addFigures(Figures figures) {
        number(readyOfTotal(figures));
        number(fixed(figures.load(), 2));
        number(figures.idle().isPresent() ? Units.percent(figures.idle().getAsDouble()) : UNKNOWN);
        number(count(figures.cpus()));
        number(figures.arriba().isPresent() ? Units.count(figures.arriba().getAsLong()) : UNKNOWN);
        number(bytes(figures.memoryFreeBytes()));
        number(bytes(figures.memoryTotalBytes()));
    }

    private void number(String text) {
        html.markup("<td class=\"number\">").text(text).markup("</td>\n");
    }

    private static String sign(BackendState state) {
        return switch (state) {
            case UP -> "●";
            case SILENT -> "○";
            case SICK -> "✕";
            case EJECTED -> "▲";
            case DRAINING -> "◐";
            case DISABLED -> "■";
        };
    }

    private static String readyOfTotal(Figures figures) {
        boolean known = figures.ready().isPresent() && figures.busy().isPresent();
        long total = (long) figures.ready().orElse(0) + figures.busy().orElse(0);
        return count(figures.ready()) + "/" + (known ? Units.count(total) : UNKNOWN);
    }

    private static String count(OptionalInt figure) {
        return figure.isPresent() ? Units.count(figure.getAsInt()) : UNKNOWN;
    }

    private static String fixed(OptionalDouble figure, int decimals) {
        return figure.isPresent() ? Units.fixed(figure.getAsDouble(), decimals) : UNKNOWN;
    }

    private static String bytes(OptionalLong figure) {
        return figure.isPresent() ? Units.bytes(figure.getAsLong()) : UNKNOWN;
    }
}
