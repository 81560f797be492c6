package io.backhand.importing;

import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.importing.syntax.Directive;
import java.net.InetAddress;
import java.util.List;

/** Where statistics were sent and heard, and whose counted. */
final class HeartbeatDirectives {
    private final Draft draft;
    private final Account account;

    private HeartbeatDirectives(Draft draft, Account account) {
        this.draft = draft;
        this.account = account;
    }

    static void carry(List<Found> found, Draft draft, Account account) {
        HeartbeatDirectives directives = new HeartbeatDirectives(draft, account);
        found.forEach(one -> directives.carry(one.directive()));
    }

    private void carry(Directive directive) {
        switch (directive.key()) {
            case "multicaststats", "broadcaststats" -> destination(directive);
            case "acceptstats" -> accept(directive);
            case "heartbeatlisten" -> listen(directive, directive.word(0));
            case "heartbeataddress" ->
                account.left(
                        directive,
                        "it has this httpd announce itself, and may go on doing so to a balancer that listens there");
            case "heartbeatstorage", "heartbeatmaxservers" ->
                account.needless(directive, "the table of heartbeats is in memory, and has room for 4,096");
            case "unixsocketdir" -> account.needless(directive, "the balancer is one process");
            case "backhandmoderatorpidfile" -> account.needless(directive, "there is no moderator beside the balancer");
            default -> {}
        }
    }

    private void destination(Directive directive) {
        List<String> words = directive.words();
        if (words.isEmpty() || words.size() > 2) {
            account.left(directive, "it takes ADDR:PORT[,TTL], with this machine's address before it or not");
            return;
        }
        if (listen(directive, words.get(words.size() - 1)) && words.size() == 2) {
            ownAddress(directive, words.get(0));
        }
    }

    private boolean listen(Directive directive, String destination) {
        boolean hasPort = destination.lastIndexOf(':') > destination.lastIndexOf(']');
        String whole = hasPort ? destination : withPort(destination);
        HeartbeatAddress address;
        try {
            address = HeartbeatAddress.parse(whole);
        } catch (IllegalArgumentException e) {
            account.left(directive, "not an address with its port: " + e.getMessage());
            return false;
        }
        if (isReserved(address.address())) {
            account.left(
                    directive,
                    address.address().getHostAddress() + " is no multicast group: these are 224.0.0.0 to"
                            + " 239.255.255.255. Choose one for [heartbeats] listen and for the agents");
            return false;
        }
        if (!hasPort) {
            account.left(
                    directive.place(), destination, "it names no port; " + HeartbeatAddress.DEFAULT_PORT + " is taken");
        }
        draft.listen().add(address.toString(), directive.place());
        account.carried(directive);
        if (!directive.is("HeartbeatListen")) {
            account.advise("Each web server gets an agent that announces it there: announce = " + whole
                    + " in its configuration.");
        }
        return true;
    }

    private static String withPort(String destination) {
        int comma = destination.indexOf(',');
        int end = comma < 0 ? destination.length() : comma;
        return destination.substring(0, end) + ":" + HeartbeatAddress.DEFAULT_PORT + destination.substring(end);
    }

    /** 240.0.0.0 and above, but for the broadcast address. */
    private static boolean isReserved(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4
                && (octets[0] & 0xF0) == 0xF0
                && !address.getHostAddress().equals("255.255.255.255");
    }

    private void ownAddress(Directive directive, String address) {
        try {
            Contact contact = Contact.parse("http://" + address);
            Network.address(contact.host());
            draft.ownAddress(contact, directive.place());
            account.advise(
                    "Servers were announced by an address of their own choice. Where that is not the one they send"
                            + " heartbeats from, and there is no key-file, [heartbeats] contacts has to name their network.");
        } catch (IllegalArgumentException e) {
            account.left(directive.place(), address, "not an address of this machine");
        }
    }

    private void accept(Directive directive) {
        if (directive.words().isEmpty()) {
            account.left(directive, "it names no network");
        }
        for (String word : directive.words()) {
            try {
                draft.accept().add(Networks.parse(word), directive.place());
                account.carried(directive);
            } catch (IllegalArgumentException e) {
                account.left(directive, String.valueOf(e.getMessage()));
            }
        }
    }
}
