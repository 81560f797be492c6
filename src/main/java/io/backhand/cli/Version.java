package io.backhand.cli;

import io.backhand.server.BalancerVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"backhand " + BalancerVersion.text()};
    }
}
