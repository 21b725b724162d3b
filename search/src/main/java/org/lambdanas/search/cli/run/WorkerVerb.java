package org.lambdanas.search.cli.run;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;
import org.lambdanas.proto.v1.WorkerHello;
import org.lambdanas.search.backend.WorkerLoop;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;

/** The process that a search with {@code --backend workers} starts. */
@Command(
    name = "worker",
    header = "Do the trials of a search that has started this process.",
    hidden = true)
public final class WorkerVerb extends Verb {

  @Override
  protected Result execute() {
    WorkerLoop.serve(
        new FileInputStream(FileDescriptor.in),
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    return Result.ok(List.of(), WorkerHello.getDefaultInstance());
  }
}
