package io.backhand.agent;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a server is called where nobody named it: after its machine, and its port where that is not the usual one. */
final class DefaultName {
    private static final Path LINUX_HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int MAX_LENGTH = 64;

    private DefaultName() {}

    /** The name of the server at that contact. @throws ConfigException if the machine has no name */
    static BackendId of(Contact contact) throws ConfigException {
        return of(hostName(), contact.port());
    }

    /** The name of the server at that port of that machine. @throws ConfigException if nothing is left of the host's */
    static BackendId of(String hostName, int port) throws ConfigException {
        int dot = hostName.indexOf('.');
        String label = (dot < 0 ? hostName : hostName.substring(0, dot)).strip().replaceAll("[^A-Za-z0-9_-]", "-");
        if (label.isEmpty()) {
            throw new ConfigException(List.of("this machine has no name: give the server one by --name"));
        }
        String suffix = port == 80 || port == 443 ? "" : "-" + port;
        int room = MAX_LENGTH - suffix.length();
        return new BackendId(label.substring(0, Math.min(room, label.length())) + suffix);
    }

    /** This machine's name, empty where it has none; its own word where there is one, since a look-up may ask a name server and wait for it. */
    static String hostName() {
        String windows = System.getenv("COMPUTERNAME");
        if (windows != null) {
            return windows;
        }
        try {
            if (Files.isReadable(LINUX_HOST_NAME)) {
                return Files.readString(LINUX_HOST_NAME);
            }
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "";
        }
    }
}
