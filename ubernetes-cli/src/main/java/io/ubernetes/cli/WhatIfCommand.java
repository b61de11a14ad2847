package io.ubernetes.cli;

import io.ubernetes.cli.placement.DecisionTable;
import io.ubernetes.cli.placement.ObjectName;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.scheduler.WhatIf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `ubernetes what-if`: questions to the scheduler's engine about the live state, which changes
/// nothing.
@Command(
    name = "what-if",
    mixinStandardHelpOptions = true,
    description = "Shows what would be placed elsewhere; changes nothing.",
    synopsisSubcommandLabel = "COMMAND")
final class WhatIfCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "what if what?");
    }
  }

  private static int show(List<WhatIf.Answer> answers) {
    DecisionTable.changes(answers).forEach(System.out::println);
    return 0;
  }

  @Command(
      name = "cluster-loss",
      mixinStandardHelpOptions = true,
      description = "What moves where when a cluster is lost for good.")
  int clusterLoss(
      @Parameters(paramLabel = "NAME", description = "The cluster.") String name,
      @Mixin PlacementOptions options) {
    WhatIf whatIf = options.read();
    if (!whatIf.hasCluster(name)) {
      throw new UsageException("there is no cluster \"" + name + "\"");
    }
    return show(whatIf.clusterLoss(name));
  }

  @Command(
      name = "policy",
      mixinStandardHelpOptions = true,
      description = "What moves when a policy is applied as it stands in a file.")
  int policy(
      @Option(
              names = {"-f", "--filename"},
              required = true,
              paramLabel = "FILE",
              description = "A PropagationPolicy or ClusterPropagationPolicy, in YAML or JSON.")
          Path file,
      @Mixin PlacementOptions options) {
    return show(options.read().policy(policy(file, options.namespace())));
  }

  static ApiObject policy(Path file, String namespace) {
    ApiObject policy = new ApiObject(read(file));
    boolean forAll = policy.kind().equals(Federation.CLUSTER_PROPAGATION_POLICY.kind());
    if (!forAll && !policy.kind().equals(Federation.PROPAGATION_POLICY.kind())) {
      throw new UsageException(file + " is no PropagationPolicy");
    }
    if (!forAll && policy.namespace().isEmpty()) {
      policy.metadata().put("namespace", namespace);
    }
    return policy;
  }

  private static ObjectNode read(Path file) {
    try (MappingIterator<JsonNode> read =
        new YAMLMapper().readerFor(JsonNode.class).readValues(Files.readAllBytes(file))) {
      List<JsonNode> documents = read.readAll();
      if (documents.size() > 1) {
        throw new UsageException(
            file + " has " + documents.size() + " documents; one policy is asked about at a time");
      }
      if (documents.size() == 1 && documents.getFirst() instanceof ObjectNode object) {
        return object;
      }
      throw new UsageException(file + " is no object");
    } catch (IOException unreadable) {
      throw new UsageException("cannot read " + file);
    } catch (JacksonException malformed) {
      throw new UsageException(file + " is neither YAML nor JSON");
    }
  }

  @Command(
      name = "scale",
      mixinStandardHelpOptions = true,
      description = "Where an object is with another number of replicas.")
  int scale(
      @Parameters(paramLabel = "KIND/NAME", description = "The object, such as replicaset/web.")
          String object,
      @Parameters(paramLabel = "N", description = "How many replicas.") int replicas,
      @Mixin PlacementOptions options) {
    if (replicas < 0) {
      throw new UsageException("N must not be negative");
    }
    ObjectName name = PlacementOptions.object(object);
    WhatIf.Answer answer =
        options
            .read()
            .scale(name.kind(), options.key(name), replicas)
            .orElseThrow(() -> options.missing(name));
    DecisionTable.explained(answer).forEach(System.out::println);
    return 0;
  }
}
