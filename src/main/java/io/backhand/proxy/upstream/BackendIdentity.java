package io.backhand.proxy.upstream;

import io.backhand.tls.Fingerprint;
import java.util.Optional;

/**
 * Who a backend over TLS has to be, where that is not just the host of its contact.
 *
 * @param serverName the name it is asked for, and whose certificate it has to show; that of the contact where not set
 * @param fingerprint of the one certificate that is trusted, whatever else it says; where not set, who vouches for others
 *     has to vouch for it
 */
public record BackendIdentity(Optional<String> serverName, Optional<Fingerprint> fingerprint) {}
