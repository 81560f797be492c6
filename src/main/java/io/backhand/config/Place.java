package io.backhand.config;

/**
 * Where something stands.
 *
 * @param file the file as its reader was told it
 * @param line counted from 1; 0 where it is not known
 */
record Place(String file, int line) {}
