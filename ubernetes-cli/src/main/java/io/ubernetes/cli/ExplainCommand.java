package io.ubernetes.cli;

import io.ubernetes.cli.placement.DecisionTable;
import io.ubernetes.cli.placement.ObjectName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ubernetes explain`.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows why an object is where it is: what each cluster was given, its room and weight, and",
      "why it was taken or left. The decision is taken anew from the live state; nothing is changed."
    })
final class ExplainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "KIND/NAME", description = "The object, such as replicaset/web.")
  private String object = "";

  @Mixin private PlacementOptions options = new PlacementOptions();

  @Override
  public Integer call() {
    ObjectName name = PlacementOptions.object(object);
    DecisionTable.explained(
            options
                .read()
                .explain(name.kind(), options.key(name))
                .orElseThrow(() -> options.missing(name)))
        .forEach(System.out::println);
    return 0;
  }
}
