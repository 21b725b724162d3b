package org.lambdanas.search.cli.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.search.judge.PictureSource;

/**
 * Paths of pictures, one a line, handed out as they come: who writes them a line at a time is
 * answered a line at a time.
 */
final class PictureList implements AutoCloseable {

  private final String name;
  private final BufferedReader lines;

  /**
   * A list.
   *
   * @param name what to call it in errors
   * @param in UTF-8; closed with this
   */
  PictureList(String name, InputStream in) {
    this.name = name;
    this.lines = new BufferedReader(new InputStreamReader(in, UTF_8));
  }

  /**
   * The pictures of the next lines: waits for one and takes what is there already.
   *
   * @param most lines to take, at least 1
   * @return empty at the end
   * @throws DataException if the list or a folder in it cannot be read
   */
  List<PictureSource> next(int most) {
    List<PictureSource> sources = new ArrayList<>();
    try {
      for (int taken = 0; taken == 0 || sources.isEmpty() || (taken < most && lines.ready()); ) {
        String line = lines.readLine();
        if (line == null) {
          break;
        }
        taken++;
        if (!line.isBlank()) {
          sources.addAll(PictureSource.of(Path.of(line)));
        }
      }
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    }
    return sources;
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new DataException("cannot close " + name + ": " + e, e);
    }
  }
}
