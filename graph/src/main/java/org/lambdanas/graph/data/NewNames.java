package org.lambdanas.graph.data;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What has been said of the files of a data set: they are read again at other sizes, and no file is
 * complained of twice. Safe for use by several threads.
 */
final class NewNames {

  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * Those that nothing has been said of; from now on something has.
   *
   * @param what is said of them: another complaint is another thing
   */
  <T> List<T> of(String what, List<T> files, Function<T, String> name) {
    return files.stream().filter(file -> said.add(what + '\n' + name.apply(file))).toList();
  }
}
