package io.backhand.bench;

import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * What all contestants have in common.
 *
 * @param folder for their files, one folder each
 * @param backends the ports of the backends on 127.0.0.1
 * @param documents the folder whose {@code static/} they answer from themselves
 * @param certificate what they show to TLS clients
 * @param jdk the home of the JDK that the contestants in Java run on
 * @param balancerFlags JVM flags of Backhand besides those of its start script
 */
record Site(
        Path folder,
        List<Integer> backends,
        Path documents,
        TestCertificate certificate,
        Path jdk,
        List<String> balancerFlags) {
    /** Of the other contestants in Java: a fixed heap, and the collector that suits one processor. */
    static final List<String> JVM_FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC");

    /** Makes the folder's files that do not depend on a contestant. */
    static Site make(Path folder, List<Integer> backends, Path jdk, List<String> balancerFlags)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path documents = Files.createDirectories(folder.resolve("documents"));
        Path files = Files.createDirectories(documents.resolve("static"));
        writeFile(files.resolve("4k"), 4096);
        writeFile(files.resolve("1m"), 1 << 20);
        return new Site(folder, backends, documents, TestCertificate.make(folder, "bench", "EC"), jdk, balancerFlags);
    }

    static void writeFile(Path file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) 'x');
        Files.write(file, content);
    }

    /** A contestant's own folder. */
    Path folderOf(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    String java() {
        return jdk.resolve("bin").resolve("java").toString();
    }
}
