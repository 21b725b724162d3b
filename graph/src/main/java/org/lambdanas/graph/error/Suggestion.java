package org.lambdanas.graph.error;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a person may have meant who typed a name that there is not. */
public final class Suggestion {

  /** A name with more edits than one in so many letters is another name. */
  private static final int LETTERS_AN_EDIT = 3;

  private static final int MOST = 2;

  private Suggestion() {}

  /**
   * What was typed in quotes and, if a name is near it, that name: {@code 'lamda-darts', perhaps
   * lambda-darts}.
   *
   * @param typed what is none of the names
   * @param names what there is
   */
  public static String quoted(String typed, Collection<String> names) {
    List<String> near = near(typed, names);
    return "'"
        + Excerpt.of(typed)
        + "'"
        + (near.isEmpty() ? "" : ", perhaps " + String.join(" or ", near));
  }

  /** The names nearest to what was typed, if they are near at all; case and dashes do not count. */
  private static List<String> near(String typed, Collection<String> names) {
    String plain = plain(typed);
    int most = Math.max(1, plain.length() / LETTERS_AN_EDIT);
    int least =
        names.stream().mapToInt(name -> edits(plain, plain(name))).min().orElse(Integer.MAX_VALUE);
    return plain.isEmpty() || least > most
        ? List.of()
        : names.stream()
            .distinct()
            .filter(name -> edits(plain, plain(name)) == least)
            .limit(MOST)
            .collect(Collectors.toList());
  }

  private static String plain(String name) {
    String letters = name.toLowerCase(Locale.ROOT).replaceAll("[-_ .]", "");
    // What is longer than any name is near to none; the cost of looking grows with its square.
    return letters.length() > 64 ? letters.substring(0, 64) : letters;
  }

  /** Letters to insert, to leave out, to replace, or to swap with their neighbour. */
  private static int edits(String one, String other) {
    int[][] edits = new int[one.length() + 1][other.length() + 1];
    Arrays.setAll(edits[0], j -> j);
    for (int i = 1; i <= one.length(); i++) {
      edits[i][0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        edits[i][j] =
            Math.min(
                edits[i - 1][j - 1] + replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[one.length()][other.length()];
  }
}
