/// Trains a model on examples with labels, or with numbers to come close to.
///
/// Each epoch goes through all examples in a new random order, a batch at a time: outputs, loss, gradients, update.
/// Progress goes to `TrainingProgress.observer`; nothing is printed.
///
/// - Parameters:
///   - data: `LabeledData`, inputs [n, …] and n labels, or `RegressionData`, inputs and targets.
///   - validation: examples that the model is evaluated on after each epoch, and not trained on.
///   - epochs: how often to go through all examples.
///   - batchSize: examples in a step; the last batch of an epoch may be smaller.
///   - loss: what to make small.
///   - optimizer: how to change the parameters.
///   - precision: what products are made of; with `.bfloat16` weights and sums stay Float32, and where the processor has no
///     such instructions, products too.
///   - schedule: how the learning rate changes; it is set back at the end.
///   - clipNorm: how long all gradients together may be; see `clip`.
///   - callbacks: what goes along, such as `EarlyStopping`.
///   - generator: where the order of the examples is drawn from.
/// - Returns: loss and accuracy of each epoch, and the loss of each step.
@discardableResult
public func fit<Data: Examples>(
    _ model: any Layer, to data: Data, validation: Data? = nil, epochs: Int, batchSize: Int = 128,
    loss: Loss = .softmaxCrossEntropy, optimizer: any Optimizer, precision: Precision = .float32,
    schedule: Schedule? = nil, clipNorm: Float? = nil, callbacks: [any TrainingCallback] = [],
    using generator: RandomGenerator = .shared,
    file: StaticString = #fileID, line: UInt = #line
) -> History {
    guard data.count > 0 else { fail("fit: there are no examples to train on", file: file, line: line) }
    precision.sayIfUnavailable()
    let parameters = model.parameters
    let clock = ContinuousClock()
    var history = History()
    let learningRate = optimizer.learningRate
    defer {
        optimizer.learningRate = learningRate
        for callback in callbacks { callback.didFinishTraining(of: model) }
    }
    for epoch in 1...max(1, epochs) where epochs > 0 {
        let start = clock.now
        let batches = data.batches(of: batchSize, shuffled: true, using: generator, file: file, line: line)
        let (steps, reportEvery) = (batches.count, max(1, batches.count / 20))
        var (losses, right, seen) = (0.0, 0.0, 0)
        func progress(_ step: Int, _ validation: Evaluation? = nil) -> TrainingProgress {
            TrainingProgress(
                epoch: epoch, epochs: epochs, step: step, steps: steps, loss: Float(losses / Double(seen)),
                accuracy: Float(right / Double(seen)), validation: validation)
        }
        for (index, batch) in batches.enumerated() {
            var outputs = Tensor(0)
            if let schedule {
                let epochs = Double(epoch - 1) + Double(index) / Double(steps)
                optimizer.learningRate = learningRate * schedule.factor(after: epochs)
            }
            var (value, gradients) = withPrecision(precision) {
                valueWithGradients(of: parameters, file: file, line: line) {
                    outputs = model(batch.inputs)
                    return batch.loss(loss, of: outputs)
                }
            }
            if let clipNorm { clip(&gradients, norm: clipNorm) }
            optimizer.update(parameters, with: gradients, file: file, line: line)
            history.stepLosses.append(value.item())
            losses += Double(value.item()) * Double(batch.count)
            right += Double(batch.accuracy(of: outputs, file: file, line: line)) * Double(batch.count)
            seen += batch.count
            for callback in callbacks { callback.didFinishStep(progress(index + 1), of: model) }
            if (index + 1) % reportEvery == 0, index + 1 < steps { progress(index + 1).report() }
        }
        let time = (clock.now - start).components
        history.seconds.append(Double(time.seconds) + Double(time.attoseconds) * 1e-18)
        let result = validation.map { evaluate(model, on: $0, loss: loss) }
        let end = progress(steps, result)
        history.loss.append(end.loss)
        history.accuracy.append(end.accuracy)
        if let result {
            history.validationLoss.append(result.loss)
            history.validationAccuracy.append(result.accuracy)
        }
        end.report()
        // All are asked, so that each sees every epoch.
        if callbacks.count(where: { !$0.didFinishEpoch(end, of: model) }) > 0 { break }
    }
    return history
}
