package io.backhand.importing.syntax;

import java.util.List;

/**
 * A configuration of httpd's with all that it includes.
 *
 * @param directives in their order
 * @param remarks what could not be read of it
 */
public record HttpdFile(List<Directive> directives, List<Remark> remarks) {}
