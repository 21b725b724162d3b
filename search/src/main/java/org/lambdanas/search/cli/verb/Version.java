package org.lambdanas.search.cli.verb;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the jar's manifest. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"Lambda-NAS " + text()};
  }

  /** The version number, or a word where the classes do not come from a jar. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(classes without a jar)" : version;
  }
}
