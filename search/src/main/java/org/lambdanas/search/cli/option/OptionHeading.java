package org.lambdanas.search.cli.option;

/**
 * Under what long help shows an option that is not among the common ones.
 *
 * @param text such as {@code "Images"}
 */
public record OptionHeading(String text) {}
