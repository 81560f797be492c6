package io.backhand.importing.syntax;

/**
 * What could not be read, while the rest could.
 *
 * @param place where it stands
 * @param what as it is written
 * @param why it counts for nothing
 */
public record Remark(Place place, String what, String why) {}
