import TensorCore
import Testing

@Suite struct DescriptionTests {
    @Test("a number without axes is that number")
    func number() {
        #expect("\(Tensor(0.0912))" == "0.0912")
        #expect("\(Tensor(3))" == "3")
        #expect("\(Tensor(0.00001234))" == "1.234e-05")
        #expect("\(Tensor(Float.nan))" == "nan")
    }

    @Test("a vector takes one line")
    func vector() {
        #expect("\(Tensor([1, 2, 3]))" == "Tensor [3] [1, 2, 3]")
        #expect("\(Tensor([0.5, -10]))" == "Tensor [2] [  0.5000, -10.0000]")
        #expect("\(Tensor([Float]()))" == "Tensor [0] []")
    }

    @Test("a matrix is aligned in columns")
    func matrix() {
        #expect(
            "\(Tensor([[1, -2.5, 3], [0, 0.25, 10]]))" == """
                Tensor [2, 3]
                [[ 1.0000, -2.5000,  3.0000],
                 [ 0.0000,  0.2500, 10.0000]]
                """)
    }

    @Test("blocks of rank 3 are set apart by an empty line")
    func blocks() {
        #expect(
            "\(Tensor.arange(8).reshaped(to: [2, 2, 2]))" == """
                Tensor [2, 2, 2]
                [[[0, 1],
                  [2, 3]],

                 [[4, 5],
                  [6, 7]]]
                """)
    }

    @Test("of a large tensor the middle is left out")
    func large() {
        #expect(
            "\(Tensor.arange(1000).reshaped(to: [100, 10]))" == """
                Tensor [100, 10]
                [[  0,   1,   2, …,   7,   8,   9],
                 [ 10,  11,  12, …,  17,  18,  19],
                 [ 20,  21,  22, …,  27,  28,  29],
                 …,
                 [970, 971, 972, …, 977, 978, 979],
                 [980, 981, 982, …, 987, 988, 989],
                 [990, 991, 992, …, 997, 998, 999]]
                """)
    }

    @Test("tiny, huge, and not finite numbers stay readable")
    func odd() {
        #expect("\(Tensor([1e-7, 2e-7]))" == "Tensor [2] [1.000e-07, 2.000e-07]")
        #expect("\(Tensor([1.5e9, 1]))" == "Tensor [2] [1.500e+09, 1.000e+00]")
        #expect("\(Tensor([.infinity, -.infinity, .nan, 1]))" == "Tensor [4] [ inf, -inf,  nan,    1]")
    }
}
