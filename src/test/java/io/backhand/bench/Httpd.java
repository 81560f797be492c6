package io.backhand.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Apache httpd with mpm_event and mod_proxy_balancer. */
final class Httpd extends NativeProxy {
    private static final List<String> MODULES = List.of(
            "mpm_event",
            "unixd",
            "authz_core",
            "alias",
            "slotmem_shm",
            "proxy",
            "proxy_http",
            "proxy_balancer",
            "lbmethod_byrequests",
            "ssl",
            "http2");

    Httpd() {
        super("httpd", List.of("/usr/sbin/apache2", "/usr/sbin/httpd"));
    }

    @Override
    String configuration(Site site, Path folder, int http, int https) {
        String modules = MODULES.stream()
                .map(name -> Path.of("/usr/lib/apache2/modules/mod_" + name + ".so"))
                .filter(Files::exists)
                .map(file -> "LoadModule "
                        + file.getFileName().toString().substring(4).replace(".so", "_module ") + file)
                .collect(Collectors.joining("\n"));
        String members = site.backends().stream()
                .map(port -> "BalancerMember http://127.0.0.1:" + port)
                .collect(Collectors.joining("\n"));
        return """
                ServerRoot "%1$s"
                DefaultRuntimeDir "%1$s"
                PidFile "%1$s/httpd.pid"
                ErrorLog "%1$s/error.log"
                ServerName localhost
                %2$s
                <IfModule unixd_module>
                    User nobody
                    Group #65534
                </IfModule>
                ServerLimit 1
                StartServers 1
                ThreadLimit 128
                ThreadsPerChild 128
                MaxRequestWorkers 128
                AsyncRequestWorkerFactor 150
                MaxKeepAliveRequests 0
                KeepAliveTimeout 120
                ListenBacklog 4096
                EnableSendfile On
                Listen 127.0.0.1:%3$d
                Listen 127.0.0.1:%4$d
                Protocols h2 http/1.1
                SSLProtocol TLSv1.3
                <VirtualHost 127.0.0.1:%4$d>
                    SSLEngine on
                    SSLCertificateFile "%5$s"
                    SSLCertificateKeyFile "%6$s"
                </VirtualHost>
                Alias /static "%7$s/static"
                <Proxy balancer://servers>
                %8$s
                </Proxy>
                ProxyPass /static !
                ProxyPass / balancer://servers/
                """
                .formatted(
                        folder,
                        modules,
                        http,
                        https,
                        site.certificate().certificate(),
                        site.certificate().key(),
                        site.documents(),
                        members);
    }

    @Override
    List<String> arguments(Path folder, Path configuration) {
        return List.of("-f", configuration.toString(), "-DFOREGROUND");
    }
}
