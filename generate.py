"""运行入口：在克隆的仓库里 ``python generate.py``，与安装后的 ``zeropark`` 相同。"""

from zeropark.cli import main

if __name__ == "__main__":
    main()
